import { mask } from '../basics/secrets';
import type { Reply } from './envelope';

/** The server refused: with an HTTP status at the handshake, or with a close after the connection had opened. */
export class ConnectionRefusedError extends Error {
  override readonly name = 'ConnectionRefusedError';

  constructor(
    readonly url: string,
    readonly how: { readonly status: number } | { readonly code: number; readonly reason: string },
  ) {
    super(
      'status' in how
        ? `the reply backend at ${mask(url)} refused the connection with HTTP status ${how.status}; only the path /ws is served`
        : `the reply backend at ${mask(url)} accepted the handshake and then refused the connection: closed with code ${how.code}, reason "${mask(how.reason)}"; ` +
            'check that the key is <tenant_id>:<agent_id> of an existing agent',
    );
  }

  /** The HTTP status of a refusal at the handshake. */
  get status(): number | undefined {
    return 'status' in this.how ? this.how.status : undefined;
  }

  /** The close code of a refusal after the handshake. */
  get code(): number | undefined {
    return 'code' in this.how ? this.how.code : undefined;
  }

  /** The reason given with the close. */
  get reason(): string | undefined {
    return 'reason' in this.how ? this.how.reason : undefined;
  }
}

/** The connection could not be made, or is closed for another reason than a refusal. */
export class ConnectionLostError extends Error {
  override readonly name = 'ConnectionLostError';

  constructor(
    readonly url: string,
    what: string,
    readonly closed?: { readonly code: number; readonly reason: string },
    options?: ErrorOptions,
  ) {
    super(`the connection to ${mask(url)} ${mask(what)}`, options);
  }
}

/** The server sent a frame that the protocol does not know, or one that lacks a field. */
export class ProtocolViolationError extends Error {
  override readonly name = 'ProtocolViolationError';

  constructor(
    /** What was wrong, one line for each field, e.g. `payload.message_segment.data: expected string`. */
    readonly problems: readonly string[],
    /** The frame, masked and cut. */
    readonly frame: string,
  ) {
    super(`the server sent a frame against the protocol: ${problems.join('; ')}\nframe: ${frame}`);
  }
}

/** A reply came while none was allowed to come. */
export class UnexpectedReplyError extends Error {
  override readonly name = 'UnexpectedReplyError';

  constructor(
    readonly reply: Reply,
    quietMs: number,
  ) {
    super(
      `no reply was to come within ${quietMs} ms, but ${reply.agentName} (${reply.agentId}) said "${mask(reply.text).slice(0, 200)}"`,
    );
  }
}

/** A conversation was asked to speak while it was still waiting for the answer to what it had said before. */
export class ConversationBusyError extends Error {
  override readonly name = 'ConversationBusyError';

  constructor(text: string, outstanding: string) {
    super(
      `cannot say "${mask(text).slice(0, 80)}": "${mask(outstanding).slice(0, 80)}" is still being answered; ` +
        'await it first, or use burst() to send several at once',
    );
  }
}
