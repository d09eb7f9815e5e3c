/**
 * A mistake in how the suite was called or in what it was given: reported by its message alone, without a stack trace.
 * The message names what was wrong, where, and what to do.
 */
export class UsageError extends Error {
  override readonly name: string = 'UsageError';
}

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
