/**
 * The places where a fault can be put into the sandbox.
 *
 * The sandbox is written as a sound server; at each of these places it hands what it is about to use
 * to the seams, which give it back unchanged unless a fault is switched on. Nothing in the sandbox asks
 * whether a fault is on.
 */

/** A row by column name, as SQLite stores it. */
export type Row = Record<string, string | number | null>;

/** An HTTP answer about to go out. */
export interface Answer {
  status: number;
  body: unknown;
  headers: Record<string, string>;
}

/** A frame about to go to one connection; a delivery may be delayed, redirected, doubled or dropped. */
export interface Delivery {
  /** The envelope as it will be serialized. */
  frame: Record<string, unknown>;
  /** The server's own id of the connection that it goes to. */
  to: string;
  /** Milliseconds to wait before sending. */
  delayMs: number;
}

/** Whatever a fault may want to know about the situation; each seam's caller says what it gives. */
export type About = Readonly<Record<string, unknown>>;

export interface Seams {
  /** A yes or no that the server is about to act on, e.g. `agent.belongs-to-tenant`. */
  check(name: string, verdict: boolean, about?: About): boolean;
  /** A value that the server has just read or made, e.g. the list of a tenant's agents. */
  read<T>(name: string, value: T, about?: About): T;
  /** The rows about to be inserted into a table: normally one. */
  write(table: string, row: Row, about?: About): readonly Row[];
  /** The answer of an endpoint, named by method and route, e.g. `GET /api/v1/agents/{agent_id}`. */
  answer(endpoint: string, answer: Answer, about?: About): Answer;
  /** Frames about to go out for one cause, `receipt` or `reply`. */
  deliver(cause: 'receipt' | 'reply', deliveries: readonly Delivery[], about?: About): readonly Delivery[];
}

/** A sandbox without faults. */
export const soundSeams: Seams = {
  check: (_name, verdict) => verdict,
  read: (_name, value) => value,
  write: (_table, row) => [row],
  answer: (_endpoint, answer) => answer,
  deliver: (_cause, deliveries) => deliveries,
};
