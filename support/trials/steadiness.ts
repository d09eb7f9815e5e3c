import type { FeatureScenario } from './features';
import type { EndedSuiteRun } from './suite-run';

/** A scenario, or the run itself, that did not hold in one of the runs. */
export interface Wavering {
  readonly title: string;
  /** What went wrong, and with which arguments of cucumber-js it can be tried again. */
  readonly occasions: readonly string[];
}

/** A run of the whole suite, and the arguments of cucumber-js that it was run with. */
export interface Attempt extends Pick<EndedSuiteRun, 'exitCode' | 'timedOut' | 'scenarios'> {
  readonly args: readonly string[];
}

/** What did not hold in each of the runs: a scenario that failed, one that is missing, or a run that failed as a whole. */
export function waverings(expected: readonly FeatureScenario[], attempts: readonly Attempt[]): Wavering[] {
  const occasions = new Map<string, string[]>();
  for (const attempt of attempts)
    for (const [title, what] of troubles(expected, attempt)) {
      const occasion = `${what}: npx cucumber-js ${attempt.args.join(' ')}`;
      occasions.set(title, [...(occasions.get(title) ?? []), occasion]);
    }
  return [...occasions].map(([title, all]) => ({ title, occasions: all }));
}

function troubles(expected: readonly FeatureScenario[], attempt: Attempt): [string, string][] {
  if (attempt.timedOut) return [['the run itself', 'it did not end']];
  const place = ({ file, line }: { file: string; line: number }): string =>
    `${file.replaceAll('\\', '/')}:${line}`;
  const ended = new Map(attempt.scenarios.map((scenario) => [place(scenario), scenario]));
  const found = expected.flatMap((scenario): [string, string][] => {
    const end = ended.get(place(scenario));
    if (end?.passed) return [];
    return [[`${scenario.title} (${place(scenario)})`, end === undefined ? 'did not run' : whyNot(end)]];
  });
  if (found.length === 0 && attempt.exitCode !== 0)
    return [['the run itself', `it ended with exit code ${attempt.exitCode ?? 'none'}`]];
  return found;
}

function whyNot({ failure }: EndedSuiteRun['scenarios'][number]): string {
  return failure ? `${failure.type}: ${failure.message.split('\n')[0] ?? ''}` : 'it was not run to its end';
}
