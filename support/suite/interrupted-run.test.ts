import path from 'node:path';
import { expect } from 'chai';
import { until } from '../basics/wait';
import { StoredRows } from '../database/stored-rows';
import { identify } from '../processes';
import { RunFolder, WATCHDOG } from '../run/run-folder';
import {
  nothingLeft,
  removeTemporaryFolders,
  runCucumber,
  startCucumber,
  type StartedRun,
  temporaryFolder,
} from './testing/cucumber-run';

const BUSY = ['--tags', '@registration or @agents or @bad-input'];
const windows = process.platform === 'win32';

function usersIn(database: string): unknown[] {
  const rows = new StoredRows(database);
  try {
    return rows.where('tenant_users', {});
  } finally {
    rows.close();
  }
}

function theRun({ reports }: StartedRun): RunFolder {
  const [folder] = RunFolder.all(reports.folder);
  return folder ?? expect.fail('the run has no folder');
}

// Windows has no signals that a process could answer.
(windows ? describe.skip : describe)('A run that is ended before its time', function () {
  this.timeout(120_000);
  after(removeTemporaryFolders);
  let database: string;
  beforeEach(() => (database = path.join(temporaryFolder(), 'MaiBot.db')));

  const start = (...args: string[]): Promise<StartedRun> =>
    startCucumber([...BUSY, ...args], { MAIMBOT_DATABASE: database });

  for (const args of [[], ['--parallel', '2']]) {
    const how = args.length === 0 ? 'serial' : 'by two workers';
    it(`by a kill that it cannot notice is finished by its watchdog (${how})`, async () => {
      const run = await start(...args);
      process.kill(run.pid, 'SIGKILL');
      await run.ended;
      await nothingLeft(run.reports);
      expect(usersIn(database)).to.deep.equal([]);
      expect(JSON.parse(run.reports.only('cleanup_report_'))).to.have.nested.property(
        'cleanup.cleanup_completed',
        true,
      );
      expectMarked(run, 'its process was gone');
      expect(run.reports.names).to.not.include('.current-run');
    });

    it(`by a first Ctrl-C ends in order, and says so (${how})`, async () => {
      const run = await start(...args);
      process.kill(run.pid, 'SIGINT');
      const { exitCode, stdout, stderr } = await run.ended;
      expect(exitCode).to.equal(130);
      expect(stderr).to.contain('interrupted by SIGINT: the scenarios that run are ended, then the backends');
      expect(stdout)
        .to.contain('INTERRUPTED')
        .and.to.match(/clean-up: [1-9]\d* rows .* removed, nothing is left/);
      await nothingLeft(run.reports);
      expect(usersIn(database)).to.deep.equal([]);
      expect(run.reports.names.filter((name) => name.startsWith('cleanup_report_'))).to.have.length(1);
      expectMarked(run, 'by SIGINT');
    });
  }

  it('by a second Ctrl-C ends at once, and its watchdog does the rest', async () => {
    const run = await start();
    process.kill(run.pid, 'SIGINT');
    process.kill(run.pid, 'SIGTERM');
    const { exitCode, stderr } = await run.ended;
    expect(exitCode).to.be.oneOf([130, 143]);
    expect(stderr).to.contain('left at once: the watchdog');
    await nothingLeft(run.reports);
    expect(usersIn(database)).to.deep.equal([]);
  });

  it('together with its watchdog is finished by the next run, which says so', async () => {
    const run = await start();
    const folder = theRun(run);
    const watchdog =
      folder.processes.find(({ name }) => name === WATCHDOG) ?? expect.fail('there is no watchdog');
    process.kill(watchdog.pid, 'SIGKILL');
    process.kill(run.pid, 'SIGKILL');
    await run.ended;
    expect(usersIn(database)).to.have.length.greaterThan(0);
    await until(() => (identify(watchdog.pid) ? undefined : true), {
      what: 'the watchdog to go',
      deadlineMs: 5_000,
    });
    const next = await runCucumber(['--tags', '@service'], { MAIMBOT_REPORTS: run.reports.folder });
    expect(next.stdout).to.match(
      new RegExp(`^an earlier run, ${folder.id}, had left something: .*removed [1-9]\\d* rows`, 'm'),
    );
    expect(next.exitCode).to.equal(0);
    await nothingLeft(run.reports);
    expect(usersIn(database)).to.deep.equal([]);
  });

  it('by the death of a worker fails, and leaves nothing', async () => {
    const run = await start('--parallel', '2');
    const worker =
      theRun(run).processes.find(({ name }) => name === 'worker') ?? expect.fail('there is no worker');
    process.kill(worker.pid, 'SIGKILL');
    const { exitCode, stdout } = await run.ended;
    expect(exitCode).to.equal(1);
    expect(stdout).to.contain('INTERRUPTED').and.to.contain('nothing is left');
    await nothingLeft(run.reports);
    expectMarked(run, 'by the death of a worker, process \\d+');
  });
});

describe('Two runs at once in one folder for reports', function () {
  this.timeout(120_000);
  after(removeTemporaryFolders);

  it('do not see each other: each has reports of its own', async () => {
    const first = await startCucumber(['--tags', '@registration or @agents']);
    const second = await runCucumber(['--tags', '@service'], { MAIMBOT_REPORTS: first.reports.folder });
    const { exitCode, stdout } = await first.ended;
    expect([exitCode, second.exitCode]).to.deep.equal([0, 0]);
    const [, other = ''] = /reports: .*(cucumber_\w{6}\.html)/.exec(second.stdout) ?? [];
    expect(stdout).to.contain('cucumber.html');
    const begun = (report: string): number =>
      first.reports.text(report).match(/^\{"testCaseStarted"/gm)?.length ?? 0;
    expect(begun('messages.ndjson')).to.be.greaterThan(20);
    expect(begun(other.replace('cucumber', 'messages').replace('html', 'ndjson'))).to.equal(4);
    expect(first.reports.text(other)).to.match(/<\/html>\s*$/);
    await nothingLeft(first.reports);
  });
});

/** The reports are whole, and each says that the run was interrupted and how. */
function expectMarked({ reports }: StartedRun, how: string): void {
  const remark = new RegExp(`This run was interrupted \\(${how}\\): \\d+ of \\d+ scenarios had ended`);
  expect(reports.text('cucumber.html'))
    .to.match(remark)
    .and.to.match(/<\/html>\s*$/);
  expect(reports.text('junit.xml'))
    .to.match(remark)
    .and.to.match(/<\/testsuite>\s*$/);
  const last = reports.text('messages.ndjson').trim().split('\n').at(-1) ?? '';
  expect(JSON.parse(last)).to.have.nested.property('testRunFinished.success', false);
}
