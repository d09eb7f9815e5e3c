import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Fault } from '../sandbox/faults';
import { asArguments, type FeatureScenario, scenariosOf } from './features';
import { type EndedSuiteRun, runSuite } from './suite-run';
import { judge, type Judgement } from './verdict';

/** A fault that the suite was tried with. */
export interface Trial extends Judgement {
  readonly id: string;
  readonly about: string;
  readonly noticedBy: string;
  /** Milliseconds, all runs together. */
  readonly durationMs: number;
}

export interface TrialOptions {
  readonly id: string;
  readonly fault: Fault;
  /** All scenarios of the suite. */
  readonly scenarios: readonly FeatureScenario[];
  /** Folder for the reports of its runs; it is removed unless the fault was not killed. */
  readonly reports: string;
}

/** Milliseconds until a run is ended that does not end by itself. */
const DEADLINE_MS = 240_000;

/** What the runs are set to, on the sound sandbox as on a faulty one: what never comes is not awaited for as long as elsewhere. */
export const IMPATIENT = { MAIMBOT_REPLY_TIMEOUT_MS: '5000', MAIMBOT_REQUEST_TIMEOUT_MS: '5000' };

/**
 * Tries the suite with one fault: first the scenarios that should notice it, up to the first failure.
 * Only where they do not, the whole suite says whether anything else does.
 */
export async function tryFault({ id, fault, scenarios, reports }: TrialOptions): Promise<Trial> {
  let durationMs = 0;
  let runs = 0;
  const run = async (...args: string[]): Promise<EndedSuiteRun> => {
    const folder = path.join(reports, String((runs += 1)));
    mkdirSync(folder, { recursive: true });
    const variables = { ...IMPATIENT, SANDBOX_FAULTS: id };
    const ended = await runSuite({ args, variables, reports: folder, deadlineMs: DEADLINE_MS });
    durationMs += ended.durationMs;
    return ended;
  };
  const judgement = await judgeRuns(run, asArguments(scenariosOf(scenarios, fault.noticedBy)));
  if (judgement.verdict === 'killed') rmSync(reports, { recursive: true, force: true, maxRetries: 5 });
  const { about, noticedBy } = fault;
  return { id, about, noticedBy, durationMs, ...judgement };
}

/** Judges a fault by runs with these arguments of cucumber-js; `promising` are those that select the scenarios which should notice it. */
export async function judgeRuns(
  run: (...args: string[]) => Promise<EndedSuiteRun>,
  promising: readonly string[],
): Promise<Judgement> {
  const first = judge(await run(...promising, '--fail-fast'));
  if (first.verdict === 'killed' || first.verdict === 'TIMED OUT') return first;
  // A crash may have come before the scenario that would have noticed.
  if (first.verdict === 'CRASHED') return judge(await run(...promising));
  const whole = judge(await run('--fail-fast'));
  if (whole.verdict !== 'killed') return whole;
  return { ...whole, verdict: 'ELSEWHERE', remark: 'nothing that promises it has noticed it' };
}
