import path from 'node:path';
import {
  type Attachment,
  AttachmentContentEncoding,
  type Envelope,
  type Pickle,
  TestStepResultStatus,
} from '@cucumber/messages';
import { describeMentions } from '../cleanup';
import type { DefectId } from '../basics/defects';
import { rowsRemoved, type Run, type RunEnding } from '../run/run';
import { STANDARD_SETTINGS } from '../settings/specification';
import { ROOT } from './configuration';
import { DefectTally } from './defect-tally';
import { DefectGone, defectsLookedFor, KNOWN_DEFECT_ATTACHMENT } from './known-defects';
import { stageOf, STAGES } from './stages';

/** Name of an attachment whose text belongs into the summary. */
export const SUMMARY_ATTACHMENT = 'summary.txt';

/** What a summary says of a run. */
type DescribedRun = Pick<Run, 'id' | 'reports' | 'backends' | 'settings'>;

/** What a summary tells beside scenarios and clean-up. */
export interface Remarks {
  /** Path of the report to read; undefined where the profile writes none. */
  readonly html?: string | undefined;
  /** Scenarios that need the sandbox and were left out on another system. */
  readonly leftOut?: number;
  readonly interrupted?: boolean;
}

const RAN_ON = {
  sandbox: () => 'the sandbox, which stands in for MaiMBot',
  maimbot: ({ settings }: DescribedRun) => `MaiMBot in ${settings.home}`,
  attached: ({ backends }: DescribedRun) =>
    `backends that ran already: ${backends.configUrl} and ${backends.replyUrl}`,
} as const;

/** How a scenario ended; `known`: it failed as a listed defect makes it fail. */
type Outcome = 'passed' | 'failed' | 'known' | 'other';

type Tally = Record<Outcome, number>;

const IN_WORDS = {
  passed: 'passed',
  failed: 'failed',
  known: 'known defect',
  other: 'not run to the end',
} as const satisfies Record<Outcome, string>;

/** Counts scenarios as they end, and says at the end what held, what did not, and where to read more. */
export class Summary {
  private readonly pickles = new Map<string, Pickle>();
  private readonly pickleOfTestCase = new Map<string, string>();
  private readonly testCaseOfAttempt = new Map<string, string>();
  private readonly worst = new Map<string, TestStepResultStatus>();
  private readonly tallies = new Map<string, Tally>();
  private readonly excused = new Set<string>();
  private readonly gone = new Set<string>();
  private readonly remarks: string[] = [];
  private readonly defects: DefectTally;
  /** Scenarios that have begun and not ended. */
  underWay = 0;

  /**
   * @param knownDefects the defects that the system is known to have
   * @param onScenario told of every scenario that has ended, after its last attempt
   */
  constructor(
    private readonly knownDefects: readonly DefectId[] = [],
    private readonly onScenario: (
      stage: string,
      title: string,
      outcome: (typeof IN_WORDS)[Outcome],
    ) => void = () => undefined,
  ) {
    this.defects = new DefectTally(knownDefects);
  }

  add(envelope: Envelope): void {
    const { pickle, testCase, testCaseStarted, testStepFinished, testCaseFinished, attachment } = envelope;
    if (pickle) this.pickles.set(pickle.id, pickle);
    if (testCase) this.pickleOfTestCase.set(testCase.id, testCase.pickleId);
    if (testCaseStarted) {
      this.testCaseOfAttempt.set(testCaseStarted.id, testCaseStarted.testCaseId);
      this.underWay += 1;
    }
    if (testCaseFinished) this.underWay -= 1;
    if (attachment) this.read(attachment);
    if (testStepFinished) {
      const { testCaseStartedId, testStepResult } = testStepFinished;
      if (testStepResult.exception?.type === DefectGone.name) this.gone.add(testCaseStartedId);
      this.worst.set(testCaseStartedId, worse(this.worst.get(testCaseStartedId), testStepResult.status));
    }
    if (testCaseFinished && !testCaseFinished.willBeRetried) this.count(testCaseFinished.testCaseStartedId);
  }

  /** Scenarios that ended. */
  get scenarios(): number {
    return [...this.tallies.values()].reduce(
      (sum, tally) => Object.values(tally).reduce((all, count) => all + count, sum),
      0,
    );
  }

  /** The summary as it is printed at the end of a run; without an ending when the clean-up failed. */
  describe(
    run: DescribedRun,
    ending: RunEnding | undefined,
    { html, leftOut = 0, interrupted = false }: Remarks = {},
  ): string {
    const lines = [...this.tallies]
      .sort(([a], [b]) => STAGES.indexOf(a) - STAGES.indexOf(b))
      .map(([stage, tally]) => describeTally(stage, tally));
    if (interrupted)
      lines.push('INTERRUPTED: scenarios that are missing above, or not run to the end, prove nothing');
    if (leftOut > 0) lines.push(`left out: ${leftOut} scenarios that need the sandbox`);
    if (this.scenarios === 0)
      lines.push(
        'no scenario ran: nothing was proved. Unless an error stands above, no tag, title or file matched what was asked for',
      );
    lines.push(...this.remarks, ...this.defects.describe());
    if (ending) lines.push(describeEnding(run, ending));
    const failed = [...this.tallies.values()].some((tally) => tally.failed > 0);
    if (failed && run.settings.mode !== 'sandbox' && run.settings.knownDefects.length === 0)
      lines.push(
        'no known defects are listed, and the real MaiMBot has some: MAIMBOT_KNOWN_DEFECTS tells those apart (README: Known defects)',
      );
    lines.push(`ran on: ${RAN_ON[run.settings.mode](run)}`);
    lines.push(`reports: ${shown(html ?? run.reports)} and what lies beside it`);
    return lines.join('\n');
  }

  private read(attachment: Attachment): void {
    if (attachment.fileName === SUMMARY_ATTACHMENT) this.remarks.push(textOf(attachment));
    if (attachment.fileName === KNOWN_DEFECT_ATTACHMENT && attachment.testCaseStartedId !== undefined)
      this.excused.add(attachment.testCaseStartedId);
  }

  private count(attempt: string): void {
    const pickle = this.pickles.get(
      this.pickleOfTestCase.get(this.testCaseOfAttempt.get(attempt) ?? '') ?? '',
    );
    const stage = (pickle && stageOf(pickle)) ?? '(other)';
    const tally = this.tallies.get(stage) ?? { passed: 0, failed: 0, known: 0, other: 0 };
    this.tallies.set(stage, tally);
    const outcome = this.outcomeOf(attempt);
    tally[outcome] += 1;
    const ids = defectsLookedFor(pickle?.tags ?? [], this.knownDefects);
    this.defects.add(ids, outcome === 'known' ? 'known' : this.gone.has(attempt) ? 'gone' : 'other');
    this.onScenario(stage, pickle?.name ?? 'a scenario', IN_WORDS[outcome]);
  }

  private outcomeOf(attempt: string): Outcome {
    const status = this.worst.get(attempt) ?? TestStepResultStatus.PASSED;
    if (status === TestStepResultStatus.PASSED) return 'passed';
    if (status === TestStepResultStatus.FAILED) return 'failed';
    return this.excused.has(attempt) ? 'known' : 'other';
  }
}

/** The first status that is not PASSED counts, but FAILED before any other. */
function worse(before: TestStepResultStatus | undefined, now: TestStepResultStatus): TestStepResultStatus {
  if (before === undefined || before === TestStepResultStatus.PASSED) return now;
  return now === TestStepResultStatus.FAILED ? now : before;
}

function describeTally(stage: string, { passed, failed, known, other }: Tally): string {
  const counts = [
    `${passed} passed`,
    ...(failed > 0 ? [`${failed} FAILED`] : []),
    ...(known > 0 ? [`${known} known defect${known === 1 ? '' : 's'}`] : []),
    ...(other > 0 ? [`${other} not run to the end`] : []),
  ];
  return `${stage.replace('@', '').padEnd(13)} ${counts.join(', ')}`;
}

function describeEnding(run: DescribedRun, { cleanup, report, usersLeft, cameBack }: RunEnding): string {
  if (!cleanup || report === undefined) {
    return `left as asked: ${usersLeft} users with all they have, in ${shown(run.backends.database)}; to remove them: ${purgeCommandFor(run)}`;
  }
  const tables = Object.keys(cleanup.tables).length;
  const found = cleanup.cleanup_completed ? 'nothing is left' : `${cleanup.total_errors} traces are LEFT`;
  const again = cleanup.cleanup_completed ? '' : `; to try again: ${purgeCommandFor(run)}`;
  const line = `clean-up: ${rowsRemoved(cleanup)} rows of ${tables} tables removed, ${found}${describeMentions(cleanup.beside)} (${shown(report)})${again}`;
  if (cameBack === undefined) return line;
  const second = cameBack === 0 ? 'nothing had come back' : `${cameBack} rows had come back and were removed`;
  return `${line}\nlooked twice: ${second}. The reply backend runs on and may write a chat stream again from its memory within five minutes; the next run looks once more, or: ${purgeCommandFor(run)}`;
}

/** The command that removes what a run left. */
export function purgeCommandFor(run: DescribedRun): string {
  const elsewhere =
    run.reports === path.resolve(ROOT, STANDARD_SETTINGS.reports) ? '' : ` --reports ${run.reports}`;
  return `npm run purge -- --run ${run.id}${elsewhere}`;
}

/** A path as a user would type it: relative to where they are, unless it lies elsewhere. */
function shown(file: string): string {
  const relative = path.relative(process.cwd(), file);
  return relative.startsWith('..') ? file : relative;
}

function textOf({ body, contentEncoding }: Attachment): string {
  return contentEncoding === AttachmentContentEncoding.BASE64
    ? Buffer.from(body, 'base64').toString('utf8')
    : body;
}
