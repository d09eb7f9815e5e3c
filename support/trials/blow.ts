import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** What is run. */
export const KINDS = ['serial', 'two workers', 'acceptance', 'checkout', 'attached'] as const;
export type Kind = (typeof KINDS)[number];

/** Who is hit. `run`: the process that the watchdog watches. `all`: everything that a terminal would take along. */
export const TARGETS = ['run', 'worker', 'configurator', 'reply backend', 'all', 'run and watchdog'] as const;
export type Target = (typeof TARGETS)[number];

const BACKENDS: readonly Target[] = ['configurator', 'reply backend'];

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL'] as const;

/** Milliseconds after the start within which the blow falls: some runs have ended by then, some are just cleaning up. */
const LATEST_MS = 8_000;

/** One blow against one run. */
export interface Blow {
  readonly kind: Kind;
  readonly target: Target;
  readonly signal: (typeof SIGNALS)[number];
  /** Milliseconds after the start. */
  readonly atMs: number;
  /** Order of the scenarios. */
  readonly order: number;
}

/** The blow of a round; the same for the same seed and round. */
export function chooseBlow(seed: number, round: number): Blow {
  const generator = xoroshiro128plus(Math.imul(seed, 1_000_003) + round);
  const pick = <T>(choices: readonly T[]): T => {
    const choice = choices[uniformInt(generator, 0, choices.length - 1)];
    if (choice === undefined) throw new Error('there is nothing to choose from');
    return choice;
  };
  const kind = pick(KINDS);
  // Backends that run already are not the run's.
  const targets = TARGETS.filter((one) => kind !== 'attached' || !BACKENDS.includes(one));
  const target = pick(targets.filter((one) => one !== 'worker' || kind === 'two workers'));
  // What a watchdog cannot outlive is finished by the next run; only a kill is sure to hit both.
  const signal = target === 'run and watchdog' ? 'SIGKILL' : pick(SIGNALS);
  return {
    kind,
    target,
    signal,
    atMs: uniformInt(generator, 0, LATEST_MS),
    order: uniformInt(generator, 1, 99_999),
  };
}
