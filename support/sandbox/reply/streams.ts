import { createHash } from 'node:crypto';
import type { Message } from './incoming';

function md5(...parts: string[]): string {
  return createHash('md5').update(parts.join('_')).digest('hex');
}

/** The id of the stream that an agent's dialogue in a group, or in private with a user, belongs to; as MaiMBot makes it. */
export function streamIdOf(agentId: string, { platform, group, user }: Message): string {
  return group ? md5(agentId, platform, group.group_id) : md5(agentId, platform, user.user_id, 'private');
}

/** The id of a person on a platform, the same for every tenant; as MaiMBot makes it. */
export function personIdOf(platform: string, userId: string): string {
  return md5(platform, userId);
}

/** Runs the work of one stream in the order it came, and that of different streams side by side. */
export class Lanes {
  readonly #last = new Map<string, Promise<void>>();

  /** The work must not reject. */
  enqueue(lane: string, work: () => Promise<void>): void {
    const done = (this.#last.get(lane) ?? Promise.resolve()).then(work);
    this.#last.set(lane, done);
    void done.then(() => {
      if (this.#last.get(lane) === done) this.#last.delete(lane);
    });
  }

  /** Resolves when all that was enqueued is done. */
  async settled(): Promise<void> {
    await Promise.all(this.#last.values());
  }
}
