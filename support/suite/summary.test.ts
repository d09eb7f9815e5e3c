import path from 'node:path';
import { STANDARD_SETTINGS } from '../settings/specification';
import { AttachmentContentEncoding, TestStepResultStatus as Status } from '@cucumber/messages';
import { expect } from 'chai';
import type { CleanupSection } from '../cleanup';
import { ROOT } from './configuration';
import { Summary, SUMMARY_ATTACHMENT } from './summary';
import { envelopeOf } from './testing/envelope';

const moment = { seconds: 1, nanos: 0 };

const HTML = path.join(ROOT, 'reports', 'cucumber.html');
const RUN = {
  id: '20261122_160530_k3x9q2',
  settings: STANDARD_SETTINGS,
  reports: path.join(ROOT, 'reports'),
  backends: {
    configUrl: '',
    replyUrl: '',
    database: path.join(ROOT, 'reports', 'MaiBot.db'),
    processes: [],
    stop: () => Promise.resolve(),
  },
};

const CLEAN: CleanupSection = {
  cleanup_completed: true,
  timestamp: '2026-11-22T16:05:30.000Z',
  users: { users_cleaned: 1, agents_cleaned: 1, sessions_cleaned: 1, errors: [] },
  chat_history: { messages_cleaned: 0, chat_streams_cleaned: 0, errors: [] },
  total_errors: 0,
  cleanup_log: [],
  tables: { tenant_users: 2, agents: 5 },
  usage_counts: [],
  left: [],
  audited: true,
  residue: [],
  beside: [],
  folders_removed: 0,
  dry_run: false,
};

const REPORT = path.join(RUN.reports, 'cleanup_report_x.json');

/** A summary that is told of scenarios as cucumber-js tells of them. */
class Told {
  readonly summary = new Summary();
  private count = 0;

  /** A scenario with these tags; each list is an attempt, with the results of its steps. */
  scenario(tags: readonly string[], ...attempts: readonly (readonly Status[])[]): this {
    this.count += 1;
    const id = `pickle ${this.count}`;
    const pickle = {
      id,
      name: id,
      uri: 'some.feature',
      language: 'en',
      steps: [],
      astNodeIds: [],
      tags: tags.map((name) => ({ name, astNodeId: name })),
    };
    this.summary.add(envelopeOf({ pickle }));
    this.summary.add(envelopeOf({ testCase: { id: `case of ${id}`, pickleId: id, testSteps: [] } }));
    for (const [attempt, results] of attempts.entries()) {
      const started = `attempt ${attempt} of ${id}`;
      this.summary.add(
        envelopeOf({
          testCaseStarted: { id: started, attempt, testCaseId: `case of ${id}`, timestamp: moment },
        }),
      );
      for (const status of results) {
        const testStepResult = { status, duration: moment };
        this.summary.add(
          envelopeOf({
            testStepFinished: {
              testCaseStartedId: started,
              testStepId: 'step',
              testStepResult,
              timestamp: moment,
            },
          }),
        );
      }
      const willBeRetried = attempt < attempts.length - 1;
      this.summary.add(
        envelopeOf({
          testCaseFinished: { testCaseStartedId: started, timestamp: moment, willBeRetried },
        }),
      );
    }
    return this;
  }

  get lines(): string[] {
    return this.summary
      .describe(RUN, { cleanup: CLEAN, report: REPORT, usersLeft: 0, cameBack: undefined }, { html: HTML })
      .split('\n');
  }
}

describe('The summary of a run', () => {
  it('counts scenarios by stage, in the order of the stages', () => {
    const told = new Told()
      .scenario(['@journey', '@smoke'], [Status.PASSED])
      .scenario(['@smoke', '@registration'], [Status.PASSED, Status.PASSED])
      .scenario(['@registration'], [Status.PASSED])
      .scenario(['@agents'], [Status.PASSED]);
    expect(told.lines.slice(0, 3)).to.deep.equal([
      'registration  2 passed',
      'agents        1 passed',
      'journey       1 passed',
    ]);
  });

  it('counts a scenario by the first step that did not pass', () => {
    const told = new Told()
      .scenario(['@agents'], [Status.PASSED, Status.FAILED, Status.SKIPPED])
      .scenario(['@agents'], [Status.UNDEFINED, Status.SKIPPED])
      .scenario(['@agents'], [Status.PASSED]);
    expect(told.lines[0]).to.equal('agents        1 passed, 1 FAILED, 1 not run to the end');
  });

  it('counts a failure before anything that was skipped first', () => {
    const told = new Told().scenario(['@agents'], [Status.SKIPPED, Status.FAILED]);
    expect(told.lines[0]).to.equal('agents        0 passed, 1 FAILED');
  });

  it('counts a scenario that was retried once, by its last attempt', () => {
    const told = new Told()
      .scenario(['@dialogue'], [Status.FAILED], [Status.PASSED])
      .scenario(['@dialogue'], [Status.FAILED], [Status.FAILED]);
    expect(told.lines[0]).to.equal('dialogue      1 passed, 1 FAILED');
  });

  it('counts scenarios of no stage too', () => {
    expect(new Told().scenario([], [Status.PASSED]).lines[0]).to.equal('(other)       1 passed');
  });

  it('has the remarks of scenarios, as text or as bytes, and no other attachment', () => {
    const told = new Told().scenario(['@journey'], [Status.PASSED]);
    const attach = (body: string, contentEncoding: AttachmentContentEncoding, fileName: string): void => {
      told.summary.add(
        envelopeOf({ attachment: { body, contentEncoding, mediaType: 'text/plain', fileName } }),
      );
    };
    attach('6 dialogues', AttachmentContentEncoding.IDENTITY, SUMMARY_ATTACHMENT);
    attach(Buffer.from('九成').toString('base64'), AttachmentContentEncoding.BASE64, SUMMARY_ATTACHMENT);
    attach('a transcript', AttachmentContentEncoding.IDENTITY, 'transcript.txt');
    expect(told.lines.slice(1, 3)).to.deep.equal(['6 dialogues', '九成']);
    expect(told.lines.join('\n')).not.to.contain('a transcript');
  });

  it('says how much was removed and where the reports are', () => {
    const [, cleanup, stand, reports] = new Told().scenario(['@agents'], [Status.PASSED]).lines;
    const shown = (name: string): string => path.relative(process.cwd(), path.join(RUN.reports, name));
    expect(cleanup).to.equal(
      `clean-up: 7 rows of 2 tables removed, nothing is left (${shown('cleanup_report_x.json')})`,
    );
    expect(stand).to.contain('the sandbox');
    expect(reports).to.contain(shown('cucumber.html'));
  });

  it("says when MaiMBot's own files still name what was removed", () => {
    const beside = [{ file: '/data/local_store.json', names: ['testuser_1'] }];
    const ending = { cleanup: { ...CLEAN, beside }, report: REPORT, usersLeft: 0, cameBack: undefined };
    expect(new Summary().describe(RUN, ending)).to.contain(
      "nothing is left; MaiMBot's own local_store.json still has 1 of the names, and is left as it is (",
    );
  });

  it('says that nothing was proved when no scenario ran, and where the reports are when the clean-up failed', () => {
    expect(new Told().lines[0]).to.match(/^no scenario ran: nothing was proved/);
    const text = new Told()
      .scenario(['@agents'], [Status.PASSED])
      .summary.describe(RUN, undefined, { html: HTML });
    expect(text.split('\n')[0]).to.equal('agents        1 passed');
    expect(text)
      .to.contain('cucumber.html')
      .and.not.contain('nothing was proved')
      .and.not.contain('clean-up');
  });

  it('says what it ran on, what it left out there, and whether rows had come back', () => {
    const told = new Told().scenario(['@agents'], [Status.PASSED]);
    const run = { ...RUN, settings: { ...STANDARD_SETTINGS, mode: 'attached' as const } };
    const text = (cameBack: number): string =>
      told.summary.describe(
        run,
        { cleanup: CLEAN, report: REPORT, usersLeft: 0, cameBack },
        { leftOut: 12, interrupted: true },
      );
    expect(text(0))
      .to.contain('left out: 12 scenarios that need the sandbox')
      .and.to.contain('ran on: backends that ran already')
      .and.to.contain('looked twice: nothing had come back.')
      .and.to.contain('purge -- --run 20261122_160530_k3x9q2')
      .and.to.contain('INTERRUPTED');
    expect(text(3)).to.contain('looked twice: 3 rows had come back and were removed.');
  });

  it('says when something is left although it should not be, and how to try again', () => {
    const cleanup = { ...CLEAN, cleanup_completed: false, total_errors: 3 };
    const text = new Summary().describe(RUN, { cleanup, report: REPORT, usersLeft: 0, cameBack: undefined });
    expect(text).to.contain('3 traces are LEFT').and.to.contain(`npm run purge -- --run ${RUN.id}`);
    expect(text).not.to.contain('nothing is left');
  });

  it('says what was left as asked, where, and the command that removes it', () => {
    const text = new Summary().describe(RUN, {
      cleanup: undefined,
      report: undefined,
      usersLeft: 4,
      cameBack: undefined,
    });
    expect(text).to.match(
      /^left as asked: 4 users .*MaiBot\.db; to remove them: npm run purge -- --run 20261122_160530_k3x9q2$/m,
    );
  });
});
