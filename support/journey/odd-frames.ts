import { within } from '../basics/wait';
import type { Closed, Connection, Conversation, Turn } from '../dialogue';
import type { OpenDialogue } from './actor';

/** Frames that make no sense, sent between the messages of a dialogue. */
export class OddFrames {
  private readonly connection: Connection;
  private readonly conversation: Conversation;
  private readonly numbers: string[] = [];

  constructor({ connection, conversation }: OpenDialogue) {
    this.connection = connection;
    this.conversation = conversation;
  }

  /** Sends a frame as it stands: a text as a text frame, bytes as a binary one; waits for nothing. */
  send(frame: string | Buffer): void {
    const number = typeof frame === 'string' ? numberOf(frame) : undefined;
    if (number !== undefined) this.numbers.push(number);
    this.connection.sendRaw(frame);
  }

  /** Holds one turn of the dialogue; frames on one connection are acknowledged in order, so the receipts of those before it have come. */
  async say(text: string): Promise<Turn> {
    return this.conversation.say(text);
  }

  get turns(): readonly Turn[] {
    return this.conversation.turns;
  }

  /** The numbers (msg_id) of the odd frames that have one, in the order in which they were sent. */
  get sent(): readonly string[] {
    return this.numbers;
  }

  /** The numbers that receipts named which the dialogue itself had not waited for. */
  get acknowledged(): readonly string[] {
    return this.connection.unexpected
      .filter(({ why }) => why === 'receipt for nothing outstanding')
      .map(({ frame }) => String(at(at(frame, 'meta'), 'acked_msg_id')));
  }

  /** How the server closed the connection. Rejects with a DeadlineError when it did not. */
  async closing(deadlineMs: number): Promise<Closed> {
    return within(this.connection.closed, { what: 'the server to close the connection', deadlineMs });
  }
}

function numberOf(text: string): string | undefined {
  try {
    const number = at(JSON.parse(text), 'msg_id');
    return typeof number === 'string' ? number : undefined;
  } catch {
    return undefined;
  }
}

function at(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([field]) => field === name)?.[1]
    : undefined;
}
