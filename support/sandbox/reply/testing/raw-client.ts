import { EventEmitter, once } from 'node:events';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { within } from '../../../basics/wait';

const received = z.looseObject({
  type: z.string(),
  msg_id: z.string(),
  meta: z.looseObject({ acked_msg_id: z.string().optional() }),
  payload: z.looseObject({ message_segment: z.looseObject({ data: z.string() }).optional() }),
});

/** A frame from the server, as far as a test wants to know it by itself. */
export type ReceivedFrame = z.infer<typeof received>;

/** What became of the handshake. */
export type Opening = { readonly opened: true } | { readonly opened: false; readonly status: number };

/** A WebSocket that keeps everything that comes, and nothing more: it knows no protocol that could hide a mistake. */
export class RawClient {
  readonly frames: ReceivedFrame[] = [];
  /** Texts of frames that are not even of that shape. */
  readonly garbled: string[] = [];
  closed: { readonly code: number; readonly reason: string } | undefined;
  opening: Opening | undefined;
  readonly #socket: WebSocket;
  readonly #events = new EventEmitter();
  readonly #deadlineMs: number;

  constructor(url: string, headers: Readonly<Record<string, string>> = {}, deadlineMs = 15_000) {
    this.#deadlineMs = deadlineMs;
    this.#socket = new WebSocket(url, { headers });
    this.#socket.on('open', () => {
      this.opening = { opened: true };
      this.#events.emit('change');
    });
    this.#socket.on('unexpected-response', (request, response) => {
      this.opening = { opened: false, status: response.statusCode ?? 0 };
      this.#events.emit('change');
      request.destroy();
    });
    this.#socket.on('message', (data) => {
      this.#keep(Buffer.isBuffer(data) ? data.toString('utf8') : '');
      this.#events.emit('change');
    });
    this.#socket.on('close', (code, reason) => {
      this.closed = { code, reason: reason.toString('utf8') };
      this.#events.emit('change');
    });
    // A refused handshake ends in an error, too; what it was is in `opening`.
    this.#socket.on('error', () => undefined);
  }

  /** Resolves with the first value of `look` that is not undefined; looks at once and after each thing that happens. */
  async see<T>(what: string, look: () => T | undefined): Promise<T> {
    const wait = async (): Promise<T> => {
      for (;;) {
        const seen = look();
        if (seen !== undefined) return seen;
        await once(this.#events, 'change');
      }
    };
    return within(wait(), {
      what,
      deadlineMs: this.#deadlineMs,
      instead: () => {
        const { opening, closed, frames, garbled } = this;
        return JSON.stringify({ opening, closed, frames, garbled });
      },
    });
  }

  #keep(text: string): void {
    try {
      this.frames.push(received.parse(JSON.parse(text)));
    } catch {
      this.garbled.push(text);
    }
  }

  async opened(): Promise<Opening> {
    return this.see('the handshake', () => this.opening);
  }

  /** Closes the connection if it was ever opened, and resolves when it is closed. */
  async close(): Promise<void> {
    if (this.opening?.opened !== true) return;
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.close();
    await this.see('the close', () => this.closed);
  }

  /** A string goes as a text frame, a Buffer as a binary one, anything else as JSON. */
  send(frame: unknown): void {
    this.#socket.send(typeof frame === 'string' || Buffer.isBuffer(frame) ? frame : JSON.stringify(frame));
  }

  get replies(): ReceivedFrame[] {
    return this.frames.filter((frame) => frame.type === 'sys_std');
  }

  /** The texts of the replies so far. */
  get texts(): string[] {
    return this.replies.map((frame) => frame.payload.message_segment?.data ?? '');
  }

  /** The ids that were acknowledged so far. */
  get acknowledged(): (string | undefined)[] {
    return this.frames.filter((frame) => frame.type === 'sys_ack').map((frame) => frame.meta.acked_msg_id);
  }

  async receiptOf(msgId: string): Promise<void> {
    await this.see(`the receipt of ${msgId}`, () => this.acknowledged.includes(msgId) || undefined);
  }

  async repliesSeen(count: number): Promise<ReceivedFrame[]> {
    return this.see(`${count} replies`, () => (this.replies.length >= count ? this.replies : undefined));
  }
}
