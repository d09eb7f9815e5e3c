/**
 * The places where a fault can be put into the sandbox.
 *
 * The sandbox is written as a sound server; at each of these places it hands what it is about to use
 * to the seams, which give it back unchanged unless a fault is switched on. Nothing in the sandbox asks
 * whether a fault is on.
 */
import type { ConfiguratorCheck, ConfiguratorReads, EndpointName } from './configurator/seam-names';
import type { ReplyCheck, ReplyReads } from './reply/seam-names';
import type { Row, StoreReads, TableName } from './store/seam-names';

export type { Row, TableName } from './store/seam-names';
export type { EndpointName } from './configurator/seam-names';

/** A yes or no that the sandbox acts on. */
export type CheckName = ConfiguratorCheck | ReplyCheck;

/** The values that pass through `read`, by name. */
export interface Reads extends StoreReads, ConfiguratorReads, ReplyReads {}

/** A value that the sandbox acts on. */
export type ReadName = keyof Reads;

/** An HTTP answer about to go out. A body is sent as JSON unless a header `content-type` says otherwise. */
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
  check(name: CheckName, verdict: boolean, about?: About): boolean;
  /** A value that the server has just read or made, e.g. the list of a tenant's agents. */
  read<N extends ReadName>(name: N, value: Reads[N], about?: About): Reads[N];
  /** The rows about to be inserted into a table: normally one. */
  write(table: TableName, row: Row, about?: About): readonly Row[];
  /** The answer of an endpoint, named by method and route, e.g. `GET /api/v1/agents/{agent_id}`. */
  answer(endpoint: EndpointName, answer: Answer, about?: About): Answer;
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
