import { WebSocket } from 'ws';
import { DeadlineError, within } from '../basics/wait';
import type { MessageEnvelope, Receipt, Reply } from './envelope';
import { ConnectionLostError, ConnectionRefusedError, UnexpectedReplyError } from './errors';
import type { ProtocolViolationError } from './errors';
import { classify, frameBytes, parseFrame, undecodable, type Inbound } from './frames';
import { causesOfSilence } from './silence';
import { Transcript } from './transcript';
import { Watchers } from './watchers';

/** How the server begins the reason of a refusal that comes after the handshake (contract: reply-backend, connecting). */
const REFUSAL = 'Authentication failed';

const NO_RECEIPT_CAUSES = [
  'the reply backend is overloaded or hangs',
  'the frame has no msg_id, or is itself a receipt',
  'the receipt went to another connection with the same x-uuid (known defect D13)',
];

/** A frame that belongs to nothing that was sent from here. */
export interface UnexpectedFrame {
  readonly why: 'receipt for nothing outstanding' | 'custom frame';
  readonly atMs: number;
  readonly frame: unknown;
}

export interface Closed {
  readonly code: number;
  readonly reason: string;
}

/**
 * One WebSocket to the reply backend; made by `connect`.
 *
 * Open is not yet accepted: a refusal may follow, and then every pending and later wait rejects with a
 * ConnectionRefusedError; after any other close with a ConnectionLostError. Replies that came before the close
 * can still be taken. A frame against the protocol makes the next wait reject with a ProtocolViolationError.
 */
export class Connection {
  readonly transcript = new Transcript();
  /** Resolves once the socket is closed, whoever closed it. */
  readonly closed: Promise<Closed>;
  /** The key that the connection was made with, or an empty text. */
  readonly key: string;
  /** The platform that the connection was made with. */
  readonly platform: string;
  readonly #socket: WebSocket;
  readonly #url: string;
  readonly #watchers = new Watchers();
  readonly #replies: Reply[] = [];
  readonly #outstanding = new Map<string, { receipt?: Receipt }[]>();
  readonly #unexpected: UnexpectedFrame[] = [];
  readonly #violations: ProtocolViolationError[] = [];
  #reportedViolations = 0;
  #received = { receipts: 0, replies: 0 };
  #failure: ConnectionRefusedError | ConnectionLostError | undefined;
  #closing = false;

  constructor(
    socket: WebSocket,
    made: { readonly url: string; readonly key: string; readonly platform: string },
  ) {
    this.#socket = socket;
    this.#url = made.url;
    this.key = made.key;
    this.platform = made.platform;
    socket.on('open', () => {
      this.transcript.opened();
    });
    socket.on('message', (data, isBinary) => {
      this.#receive(frameBytes(data), isBinary);
      this.#watchers.notify();
    });
    let cause: Error | undefined;
    socket.on('error', (error) => (cause = error));
    this.closed = new Promise((resolve) => {
      socket.on('close', (code, bytes) => {
        const closed = { code, reason: bytes.toString('utf8') };
        this.transcript.closed(closed.code, closed.reason);
        this.#failure = this.#failureOf(closed, cause);
        this.#watchers.notify();
        resolve(closed);
      });
    });
  }

  /** Milliseconds since the connection was opened: the clock of `atMs`. */
  elapsedMs(): number {
    return this.transcript.elapsedMs();
  }

  /** Receipts for nothing outstanding (unknown, or the second for one message) and custom frames. */
  get unexpected(): readonly UnexpectedFrame[] {
    return this.#unexpected;
  }

  /** Every frame against the protocol that came so far. */
  get violations(): readonly ProtocolViolationError[] {
    return this.#violations;
  }

  /** Sends a message and resolves with its receipt, found by the message's id, in whatever order receipts come. */
  async send(envelope: MessageEnvelope, options: { readonly receiptTimeoutMs: number }): Promise<Receipt> {
    const slot: { receipt?: Receipt } = {};
    const slots = this.#outstanding.get(envelope.msg_id) ?? [];
    this.#outstanding.set(envelope.msg_id, slots);
    slots.push(slot);
    try {
      await this.#whyClosing();
      this.#transmit(JSON.stringify(envelope));
      this.transcript.frame('sent', envelope);
      return await this.#wait(() => slot.receipt, {
        what: `the receipt of message ${envelope.msg_id}`,
        deadlineMs: options.receiptTimeoutMs,
        causes: NO_RECEIPT_CAUSES,
      });
    } finally {
      slots.splice(slots.indexOf(slot), 1);
      if (slots.length === 0) this.#outstanding.delete(envelope.msg_id);
    }
  }

  /** Sends anything, awaiting nothing: a string as a text frame, a Buffer as a binary one. */
  sendRaw(frame: string | Buffer): void {
    this.#transmit(frame);
    const parsed = typeof frame === 'string' ? parseFrame(frame) : undefined;
    if (parsed !== undefined) this.transcript.frame('sent', parsed);
    else this.transcript.undecodable('sent', typeof frame === 'string' ? frame : describeBytes(frame));
  }

  /** The oldest reply that nobody took yet. Rejects with a DeadlineError that names the likely causes of silence. */
  async nextReply(deadlineMs: number): Promise<Reply> {
    return this.#wait(() => this.#replies.shift(), {
      what: 'a reply',
      deadlineMs,
      causes: causesOfSilence(this.#received.replies > 0),
    });
  }

  /** As `nextReply`, but silence is undefined and not an error. */
  async replyWithin(deadlineMs: number): Promise<Reply | undefined> {
    return this.nextReply(deadlineMs).catch((error: unknown) => {
      if (error instanceof DeadlineError) return undefined;
      throw error;
    });
  }

  /** Resolves after so many milliseconds without a reply; one that is waiting or comes rejects at once with an UnexpectedReplyError. */
  async noReplyWithin(quietMs: number): Promise<void> {
    const reply = await this.replyWithin(quietMs);
    if (reply) throw new UnexpectedReplyError(reply, quietMs);
  }

  /** Takes the replies that have come and that nobody took, without waiting. */
  takeReplies(): Reply[] {
    return this.#replies.splice(0);
  }

  /** Resolves with the refusal. Rejects when the connection is lost otherwise, or is still open at the deadline. */
  async refusal(deadlineMs: number): Promise<ConnectionRefusedError> {
    return this.#wait(() => (this.#failure instanceof ConnectionRefusedError ? this.#failure : undefined), {
      what: 'the refusal of the connection',
      deadlineMs,
      causes: ['the reply backend accepts this key'],
    });
  }

  /** Closes and resolves when closed; a server that does not answer within the grace time is cut off. */
  async close(graceMs = 1000): Promise<Closed> {
    this.#closing = true;
    this.#socket.close();
    await within(this.closed, { what: 'the close to be answered', deadlineMs: graceMs }).catch(() => {
      this.#socket.terminate();
    });
    return this.closed;
  }

  /** Cuts the line without a word to the server, as a lost network does. */
  async cut(): Promise<Closed> {
    this.#closing = true;
    this.#socket.terminate();
    return this.closed;
  }

  /** While the server closes, its reason is on the way: a refusal must not look like a lost connection. */
  async #whyClosing(): Promise<void> {
    if (this.#socket.readyState === WebSocket.CLOSING && !this.#closing) await this.closed;
  }

  #transmit(data: string | Buffer): void {
    if (this.#socket.readyState !== WebSocket.OPEN) {
      throw this.#failure ?? new ConnectionLostError(this.#url, 'is not open: nothing can be sent');
    }
    this.#socket.send(data);
  }

  #wait<T>(
    look: () => T | undefined,
    awaited: { what: string; deadlineMs: number; causes: readonly string[] },
  ): Promise<T> {
    const lookOrFail = (): T | undefined => {
      const violation = this.#violations[this.#reportedViolations];
      if (violation) {
        this.#reportedViolations += 1;
        throw violation;
      }
      const seen = look();
      if (seen === undefined && this.#failure) throw this.#failure;
      return seen;
    };
    return this.#watchers.watch(lookOrFail, { ...awaited, instead: () => this.#soFar() });
  }

  #soFar(): string {
    const { receipts, replies } = this.#received;
    return `on this connection so far ${receipts} receipts and ${replies} replies in ${this.elapsedMs().toFixed(0)} ms; it is still open`;
  }

  #receive(bytes: Buffer, isBinary: boolean): void {
    const text = isBinary ? describeBytes(bytes) : bytes.toString('utf8');
    const frame = isBinary ? undefined : parseFrame(text);
    if (frame === undefined) {
      this.transcript.undecodable('received', text);
      this.#keep(undecodable(text), this.elapsedMs());
    } else {
      const atMs = this.transcript.frame('received', frame);
      this.#keep(classify(frame, atMs), atMs);
    }
  }

  #keep(inbound: Inbound, atMs: number): void {
    switch (inbound.kind) {
      case 'reply':
        this.#received.replies += 1;
        this.#replies.push(inbound.reply);
        break;
      case 'receipt':
        this.#received.receipts += 1;
        this.#keepReceipt(inbound.receipt);
        break;
      case 'custom':
        this.#unexpected.push({ why: 'custom frame', atMs, frame: inbound.frame });
        break;
      case 'violation':
        this.#violations.push(inbound.violation);
        break;
    }
  }

  #keepReceipt(receipt: Receipt): void {
    const slot = this.#outstanding.get(receipt.ackedMsgId)?.find((candidate) => !candidate.receipt);
    if (slot) slot.receipt = receipt;
    else {
      this.#unexpected.push({
        why: 'receipt for nothing outstanding',
        atMs: receipt.atMs,
        frame: receipt.envelope,
      });
    }
  }

  #failureOf(closed: Closed, cause: Error | undefined): ConnectionRefusedError | ConnectionLostError {
    if (closed.reason.startsWith(REFUSAL)) return new ConnectionRefusedError(this.#url, closed);
    const who = this.#closing ? 'was closed from here' : 'was lost';
    const why = `${who}: code ${closed.code}, reason "${closed.reason}"`;
    return new ConnectionLostError(this.#url, why, closed, { cause });
  }
}

function describeBytes(bytes: Buffer): string {
  return `<${bytes.length} bytes binary>`;
}
