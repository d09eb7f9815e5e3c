import type { EndedScenario, Failure } from './ended-scenarios';
import type { EndedSuiteRun } from './suite-run';

/** What a run of the suite on a faulty system came to. */
export type Verdict =
  /** A scenario that promises what the fault breaks says so. */
  | 'killed'
  /** Nothing noticed it. */
  | 'SURVIVED'
  /** Only scenarios that promise something else noticed it. */
  | 'ELSEWHERE'
  /** Something failed, but nothing says what the system did wrong. */
  | 'CRASHED'
  /** The run did not end. */
  | 'TIMED OUT';

export interface Judgement {
  readonly verdict: Verdict;
  /** The scenario that noticed it first, or that crashed first. */
  readonly scenario?: EndedScenario;
  /** Why it is not killed, in one line. */
  readonly remark?: string;
}

/** Errors that say what the system did, and so can notice a fault; any other is a crash of the suite or of a backend. */
const OBSERVATIONS: ReadonlySet<string> = new Set([
  'AssertionError',
  'ConfiguratorError',
  'ContractViolation',
  'ConnectionLostError',
  'ConnectionRefusedError',
  'DeadlineError',
  'ProtocolViolationError',
  'UnexpectedReplyError',
]);

/** Judges a run of those scenarios that should notice a fault. */
export function judge({ timedOut, exitCode, scenarios, output }: EndedSuiteRun): Judgement {
  if (timedOut) return { verdict: 'TIMED OUT', remark: 'the run took too long and was ended' };
  const failed = scenarios.filter(({ failure }) => failure !== undefined);
  const noticed = failed.find(({ failure }) => failure && OBSERVATIONS.has(failure.type));
  if (noticed) return { verdict: 'killed', scenario: noticed };
  const [crashed] = failed;
  if (crashed?.failure) return { verdict: 'CRASHED', scenario: crashed, remark: inOneLine(crashed.failure) };
  if (exitCode !== 0)
    return { verdict: 'CRASHED', remark: `no scenario failed, but the run did: ${lastLine(output)}` };
  return { verdict: 'SURVIVED', remark: `${scenarios.length} scenarios passed` };
}

function inOneLine({ type, message }: Failure): string {
  return `${type}: ${message.split('\n')[0] ?? ''}`;
}

function lastLine(output: string): string {
  return output.trim().split('\n').at(-1) ?? '';
}
