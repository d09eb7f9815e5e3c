import { setTimeout as after } from 'node:timers/promises';

/** A condition or an event did not come in time; the message says what was awaited, what came instead and why that may be. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
}

export interface Awaited {
  /** What is awaited, as the end of the sentence "waited for …". */
  readonly what: string;
  /** Milliseconds until the wait is given up. */
  readonly deadlineMs: number;
  /** What was seen instead, asked only when the deadline has passed. */
  readonly instead?: () => string;
  /** Likely causes, the likeliest first. */
  readonly causes?: readonly string[];
}

/** The sentence of a wait that was given up. */
export function describeMissedDeadline({ what, deadlineMs, instead, causes = [] }: Awaited): string {
  const lines = [`waited ${deadlineMs} ms for ${what}, in vain`];
  if (instead) lines.push(`came instead: ${instead()}`);
  if (causes.length > 0) lines.push('likely causes:', ...causes.map((cause, i) => `  ${i + 1}. ${cause}`));
  return lines.join('\n');
}

/**
 * Resolves with the first value of `look` that is not undefined.
 * Looks at once and then every `everyMs` (default 20); rejects with a DeadlineError.
 * For states that send no event, such as a row in a database; where there is an event, use `within`.
 */
export async function until<T>(
  look: () => T | undefined | Promise<T | undefined>,
  awaited: Awaited & { readonly everyMs?: number },
): Promise<T> {
  const deadline = performance.now() + awaited.deadlineMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (performance.now() >= deadline) throw new DeadlineError(describeMissedDeadline(awaited));
    await after(awaited.everyMs ?? 20);
  }
}

/**
 * Resolves when what `look` gives has stayed the same, compared as text, for `quietMs`; rejects with a DeadlineError.
 * For work that goes on by itself and says nothing at its end.
 */
export async function untilQuiet(
  look: () => unknown,
  { quietMs, ...awaited }: Awaited & { readonly quietMs: number; readonly everyMs?: number },
): Promise<void> {
  let seen: string | undefined;
  let since = performance.now();
  await until(() => {
    const now = JSON.stringify(look());
    if (now !== seen) since = performance.now();
    seen = now;
    return performance.now() - since >= quietMs ? true : undefined;
  }, awaited);
}

/** Resolves or rejects as `event` does, but rejects with a DeadlineError when it takes longer than the deadline. */
export async function within<T>(event: Promise<T>, awaited: Awaited): Promise<T> {
  const alarm = new AbortController();
  const late = after(awaited.deadlineMs, undefined, { signal: alarm.signal }).then(() => {
    throw new DeadlineError(describeMissedDeadline(awaited));
  });
  // The loser of the race must not surface later as an unhandled rejection.
  late.catch(() => undefined);
  event.catch(() => undefined);
  try {
    return await Promise.race([event, late]);
  } finally {
    alarm.abort();
  }
}

/** Resolves when the second of the clock in which this moment (milliseconds since the epoch) lies is over: tokens count in whole seconds. */
export async function secondOver(moment = Date.now()): Promise<void> {
  const second = (time: number): number => Math.floor(time / 1000);
  await until(() => (second(Date.now()) > second(moment) ? true : undefined), {
    what: 'the next second of the clock',
    deadlineMs: 5_000,
    everyMs: 5,
  });
}
