import type { Seams } from '../seams';
import type { Store } from '../store';
import type { Message } from './incoming';
import type { Identity } from './key';
import type { MomentIds, Part } from './outgoing';
import {
  actionRow,
  messageRow,
  personRow,
  replyRow,
  streamChanges,
  streamRow,
  usageRow,
  type Place,
} from './rows';
import type { SpeakingAgent } from './seam-names';
import { personIdOf, streamIdOf } from './streams';

/** Writes a dialogue into the database (contract: database, where a test's rows land). Its callers provide the transaction. */
export class Memory {
  readonly #store: Store;
  readonly #seams: Seams;
  readonly #ids: MomentIds;
  /** Every stream that this process has written, whatever became of its row. */
  readonly #streams = new Map<string, () => void>();

  constructor(store: Store, seams: Seams, ids: MomentIds) {
    this.#store = store;
    this.#seams = seams;
    this.#ids = ids;
  }

  /** Keeps what was said, the stream it was said in and who said it; returns the stream's place. */
  keepMessage(message: Message, identity: Identity): Place {
    const about = { message, identity };
    const streamId = this.#seams.read('reply.stream-id', streamIdOf(identity.agentId, message), about);
    const known = this.#streamCreation(streamId);
    const place = { identity, streamId, createdAt: known ?? Date.now() / 1000 };
    const write = (): void => {
      this.#store.insert('chat_streams', streamRow(message, place), about);
    };
    this.#streams.set(streamId, write);
    if (known === undefined) write();
    else this.#refreshStream(message, place);
    if (!this.#knows(message)) this.#store.insert('person_info', personRow(message, identity), about);
    this.#store.insert('messages', messageRow(message, place), { ...about, said: 'message' });
    return place;
  }

  /** Keeps the decisions of an agent that answers, what it says and the call of the language model behind it. */
  keepAnswer(
    message: Message,
    place: Place,
    agent: SpeakingAgent,
    parts: readonly Part[],
    thoughtMs: number,
  ): void {
    const about = { message, identity: place.identity, agent };
    this.#keepDecision('reply', message, place);
    for (const part of parts) {
      const row = replyRow(message, place, agent, part);
      this.#store.insert('messages', row, { ...about, said: 'reply', part });
    }
    this.#keepDecision('no_reply', message, place);
    const answer = parts.map((part) => part.text).join('');
    this.#store.insert('llm_usage', usageRow(answer, thoughtMs), about);
  }

  /** Writes every stream again whose row is gone, as the real one does every 300 s (contract: database). */
  saveStreams(): void {
    for (const [streamId, write] of this.#streams) {
      if (this.#streamCreation(streamId) === undefined) write();
    }
  }

  /** Keeps the decision of an agent that says nothing. */
  keepSilence(message: Message, place: Place): void {
    this.#keepDecision('no_reply', message, place);
  }

  #keepDecision(action: 'reply' | 'no_reply', message: Message, place: Place): void {
    const row = actionRow(action, message, place, this.#ids.next());
    this.#store.insert('action_records', row, { message, identity: place.identity });
  }

  #streamCreation(streamId: string): number | undefined {
    return this.#store.database
      .prepare<[string], { create_time: number }>('SELECT create_time FROM chat_streams WHERE stream_id = ?')
      .get(streamId)?.create_time;
  }

  #refreshStream(message: Message, { identity, streamId }: Place): void {
    const about = { message, identity, streamId };
    const changes = this.#seams.read('reply.stream-changes', streamChanges(message), about);
    const columns = Object.keys(changes).map((column) => `"${column}" = ?`);
    if (columns.length === 0) return;
    this.#store.database
      .prepare(`UPDATE chat_streams SET ${columns.join(', ')} WHERE stream_id = ?`)
      .run(...Object.values(changes), streamId);
  }

  #knows({ platform, user }: Message): boolean {
    return (
      this.#store.database
        .prepare('SELECT 1 FROM person_info WHERE person_id = ?')
        .get(personIdOf(platform, user.user_id)) !== undefined
    );
  }
}
