import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import { type EndedScenario, readEndedScenarios } from './ended-scenarios';

/** Folder of package.json. */
export const ROOT = path.join(__dirname, '..', '..');

/** A run of the suite in a process of its own. */
export interface SuiteRun {
  /** Arguments of cucumber-js. */
  readonly args: readonly string[];
  /** Settings of the run, and of the sandbox. */
  readonly variables: Readonly<Record<string, string>>;
  /** Folder for its reports; no other run may use it at the same time. */
  readonly reports: string;
  /** Milliseconds after which it is ended. */
  readonly deadlineMs: number;
}

export interface EndedSuiteRun {
  readonly exitCode: number | undefined;
  /** Whether it was ended because it took too long. */
  readonly timedOut: boolean;
  /** What it printed, both streams in turn. */
  readonly output: string;
  /** Scenarios that ended, in this order. */
  readonly scenarios: readonly EndedScenario[];
  readonly durationMs: number;
}

/** Runs cucumber-js to its end; whatever the end is, it is told and nothing is thrown. */
export async function runSuite({ args, variables, reports, deadlineMs }: SuiteRun): Promise<EndedSuiteRun> {
  const began = performance.now();
  const { exitCode, timedOut, all } = await execa('cucumber-js', args, {
    cwd: ROOT,
    preferLocal: true,
    reject: false,
    all: true,
    stdin: 'ignore',
    timeout: deadlineMs,
    extendEnv: false,
    env: { ...ownEnvironment(), MAIMBOT_REPORTS: reports, ...variables },
  });
  const messages = path.join(reports, 'messages.ndjson');
  return {
    exitCode,
    timedOut,
    output: all,
    // The messages of a run that was cut off may end in the middle of one.
    scenarios: !timedOut && existsSync(messages) ? readEndedScenarios(readFileSync(messages, 'utf8')) : [],
    durationMs: performance.now() - began,
  };
}

/** The environment of this process without what would change a run. */
export function ownEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(MAIMBOT|SANDBOX|CUCUMBER|LOG_LEVEL)/.test(name)),
  );
}
