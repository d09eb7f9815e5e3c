import type { Connection } from './connection';
import { makeMessage, type Group, type MessageEnvelope, type Reply, type Speaker } from './envelope';
import { ConversationBusyError } from './errors';

export interface ConversationOptions {
  readonly speaker: Speaker;
  /** Without it the conversation is private. */
  readonly group?: Group;
  /** From sending a message until it counts as unanswered. */
  readonly replyTimeoutMs: number;
  /** How long after a reply another part of the answer may still come; 0: the first reply ends the turn. */
  readonly settleMs: number;
  readonly receiptTimeoutMs: number;
}

interface Answer {
  /** From sending to the first reply, in milliseconds; absent where none came in time. */
  readonly firstReplyMs?: number;
  readonly replies: readonly Reply[];
  /** Replies that came when the turn had ended and before the next one began. They do not make it answered. */
  readonly late: readonly Reply[];
  /** Whether a reply came in time. */
  readonly answered: boolean;
}

/** One message and what was said to it. */
export interface Turn extends Answer {
  readonly text: string;
  readonly messageId: string;
  /** From sending to the receipt, in milliseconds. */
  readonly receiptMs: number;
}

/** Several messages sent at once, and what was said to them all: replies do not say which one they answer. */
export interface Burst extends Answer {
  readonly texts: readonly string[];
  readonly messageIds: readonly string[];
  /** In the order of `texts`. */
  readonly receiptMs: readonly number[];
}

interface OpenAnswer {
  firstReplyMs?: number;
  replies: Reply[];
  late: Reply[];
  answered: boolean;
}

/** A dialogue with one agent that keeps one message outstanding, so that replies can be told apart. */
export class Conversation {
  readonly #connection: Connection;
  readonly #options: ConversationOptions;
  readonly #turns: Turn[] = [];
  readonly #unsolicited: Reply[] = [];
  #last: OpenAnswer | undefined;
  #outstanding: string | undefined;

  constructor(connection: Connection, options: ConversationOptions) {
    this.#connection = connection;
    this.#options = options;
  }

  /** The turns whose message got its receipt, in order. */
  get turns(): readonly Turn[] {
    return this.#turns;
  }

  /** Replies that came before anything was said. */
  get unsolicited(): readonly Reply[] {
    return this.#unsolicited;
  }

  /**
   * Sends a message and collects its replies until none came for the settle time.
   * Silence is an unanswered turn, not an error. Rejects when the receipt does not come, the connection is refused or
   * lost, or a frame is against the protocol; with a ConversationBusyError when a message is still outstanding.
   */
  async say(text: string): Promise<Turn> {
    return this.#alone(text, async () => {
      const { answer, sent, sentAtMs } = await this.#send([text]);
      const [message] = sent;
      const turn = Object.assign(answer, { text, messageId: message.msgId, receiptMs: message.receiptMs });
      this.#turns.push(turn);
      await this.#collect(answer, sentAtMs);
      return turn;
    });
  }

  /** Sends messages without waiting between them and collects all replies; ends as `say` does. */
  async burst(texts: readonly [string, ...string[]]): Promise<Burst> {
    return this.#alone(texts[0], async () => {
      const { answer, sent, sentAtMs } = await this.#send(texts);
      const burst = Object.assign(answer, {
        texts,
        messageIds: sent.map((message) => message.msgId),
        receiptMs: sent.map((message) => message.receiptMs),
      });
      await this.#collect(answer, sentAtMs);
      return burst;
    });
  }

  /** Attributes the replies that came since the last turn ended to that turn, as the next `say` would, and returns them. */
  collectLate(): readonly Reply[] {
    const late = this.#connection.takeReplies();
    (this.#last?.late ?? this.#unsolicited).push(...late);
    return late;
  }

  async #alone<T>(text: string, speak: () => Promise<T>): Promise<T> {
    if (this.#outstanding !== undefined) throw new ConversationBusyError(text, this.#outstanding);
    this.#outstanding = text;
    try {
      return await speak();
    } finally {
      this.#outstanding = undefined;
    }
  }

  async #send(texts: readonly [string, ...string[]]): Promise<{
    answer: OpenAnswer;
    sent: [SentMessage, ...SentMessage[]];
    sentAtMs: number;
  }> {
    this.collectLate();
    const sentAtMs = this.#connection.elapsedMs();
    const [first, ...others] = texts;
    const sent = await Promise.all([
      this.#sendOne(this.#message(first)),
      ...others.map((text) => this.#sendOne(this.#message(text))),
    ]);
    const answer: OpenAnswer = { replies: [], late: [], answered: false };
    this.#last = answer;
    return { answer, sent, sentAtMs };
  }

  async #sendOne(message: MessageEnvelope): Promise<SentMessage> {
    const sentAtMs = this.#connection.elapsedMs();
    const { receiptTimeoutMs } = this.#options;
    const receipt = await this.#connection.send(message, { receiptTimeoutMs });
    return { msgId: message.msg_id, receiptMs: receipt.atMs - sentAtMs };
  }

  #message(text: string): MessageEnvelope {
    const { key, platform } = this.#connection;
    const { speaker, group } = this.#options;
    return makeMessage({ key, platform, speaker, group, text });
  }

  async #collect(answer: OpenAnswer, sentAtMs: number): Promise<void> {
    const { replyTimeoutMs, settleMs } = this.#options;
    let reply = await this.#replyBefore(sentAtMs + replyTimeoutMs, answer);
    if (!reply) return;
    answer.firstReplyMs = reply.atMs - sentAtMs;
    answer.answered = true;
    answer.replies.push(reply);
    while (settleMs > 0) {
      reply = await this.#replyBefore(reply.atMs + settleMs, answer);
      if (!reply) return;
      answer.replies.push(reply);
    }
  }

  /** The next reply if it came before a time of the connection's clock; one that came after it is late. */
  async #replyBefore(atMs: number, answer: OpenAnswer): Promise<Reply | undefined> {
    const reply = await this.#connection.replyWithin(Math.max(0, atMs - this.#connection.elapsedMs()));
    if (!reply || reply.atMs <= atMs) return reply;
    answer.late.push(reply);
    return undefined;
  }
}

interface SentMessage {
  readonly msgId: string;
  readonly receiptMs: number;
}
