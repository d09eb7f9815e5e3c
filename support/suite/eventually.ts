import { AssertionError } from 'chai';
import { type Awaited, DeadlineError, until } from '../basics/wait';

/** How long a row may take until it is stored, or a number until it is counted, in milliseconds. */
const EVENTUALLY_MS = 5_000;

/**
 * Expects that `look` finds something in time, and resolves with it.
 * For `Then`: that it never came is what the step asserts, so it fails as an assertion does.
 */
export async function eventually<T>(
  look: () => T | undefined | Promise<T | undefined>,
  expected: Omit<Awaited, 'deadlineMs'> & { readonly deadlineMs?: number },
): Promise<T> {
  try {
    return await until(look, { deadlineMs: EVENTUALLY_MS, ...expected });
  } catch (error) {
    if (error instanceof DeadlineError) throw new AssertionError(error.message);
    throw error;
  }
}
