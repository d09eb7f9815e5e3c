import { within, type Awaited } from '../basics/wait';

/**
 * Waits on a state that changes only through events: whoever changes it calls `notify`.
 * A wait that was given up takes nothing from the state any more, so that nothing is lost to it.
 */
export class Watchers {
  readonly #attempts = new Set<() => void>();

  /** Lets everybody who waits look again, the longest waiting first. */
  notify(): void {
    for (const attempt of [...this.#attempts]) attempt();
  }

  /**
   * Resolves with the first value of `look` that is not undefined, rejects with what `look` throws,
   * or with a DeadlineError. `look` is asked at once and after each `notify`.
   */
  async watch<T>(look: () => T | undefined, awaited: Awaited): Promise<T> {
    const seen = look();
    if (seen !== undefined) return seen;
    let attempt: (() => void) | undefined;
    const event = new Promise<T>((resolve, reject) => {
      attempt = () => {
        try {
          const value = look();
          if (value === undefined) return;
          resolve(value);
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
        this.#forget(attempt);
      };
      this.#attempts.add(attempt);
    });
    try {
      return await within(event, awaited);
    } finally {
      this.#forget(attempt);
    }
  }

  #forget(attempt: (() => void) | undefined): void {
    if (attempt) this.#attempts.delete(attempt);
  }
}
