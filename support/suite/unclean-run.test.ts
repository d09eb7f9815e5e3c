import path from 'node:path';
import Database from 'better-sqlite3';
import { expect } from 'chai';
import {
  type EndedRun,
  MISHAPS,
  nothingRuns,
  removeTemporaryFolders,
  run,
  runCucumber,
  temporaryFolder,
} from './testing/cucumber-run';

/** The command that a run says will remove what it left, run as it is printed. */
async function purgeAsTold({ stdout, stderr, reports }: EndedRun): Promise<Omit<EndedRun, 'reports'>> {
  const [, id = 'no command was printed'] = /npm run purge -- --run (\S+)/.exec(stdout + stderr) ?? [];
  return run('npm', ['run', 'purge', '--', '--run', id], { MAIMBOT_REPORTS: reports.folder });
}

function usersIn(file: string): number {
  const database = new Database(file, { readonly: true });
  try {
    return Number(database.prepare('SELECT count(*) FROM tenant_users').pluck().get());
  } finally {
    database.close();
  }
}

function inDatabase(file: string, sql: string): void {
  const database = new Database(file);
  database.exec(sql);
  database.close();
}

describe('A run that leaves something', function () {
  this.timeout(60_000);
  let database: string;
  beforeEach(() => {
    database = path.join(temporaryFolder(), 'MaiBot.db');
  });
  after(removeTemporaryFolders);

  it('says what it left as asked and the command that removes it, and the command does', async () => {
    const left = await runCucumber(
      ['--tags', '@smoke and @registration', '--world-parameters', '{"cleanup":false}'],
      { MAIMBOT_DATABASE: database },
    );
    expect(left.exitCode).to.equal(0);
    expect(left.reports.runs).to.have.lengthOf(1);
    await nothingRuns(left.reports.folder);
    const users = usersIn(database);
    expect(users).to.be.at.least(2);
    expect(left.stdout).to.contain(`left as asked: ${users} users with all they have, in `);
    expect(left.stdout).to.contain(path.basename(path.dirname(database)));

    const purge = await purgeAsTold(left);
    expect(purge.exitCode, purge.stderr).to.equal(0);
    expect(purge.stdout).to.contain('nothing is left');
    expect(usersIn(database)).to.equal(0);
    expect(left.reports.runs).to.deep.equal([]);
  });

  it('fails and keeps its ledger when nothing could be removed, so that the purge can be repeated', async () => {
    const failed = await runCucumber([...MISHAPS, '--tags', '@purge-fails'], { MAIMBOT_DATABASE: database });
    expect(failed.stdout).to.match(/^1 scenario \(1 passed\)$/m);
    expect(failed.exitCode).to.equal(1);
    expect(failed.stderr)
      .to.match(/^the clean-up failed: .*nobody leaves/m)
      .and.not.to.match(/^\s+at /m);
    expect(failed.reports.runs).to.have.lengthOf(1);
    expect(usersIn(database)).to.equal(1);
    await nothingRuns(failed.reports.folder);

    expect((await purgeAsTold(failed)).exitCode).to.equal(1);
    inDatabase(database, 'DROP TRIGGER refusal');
    expect((await purgeAsTold(failed)).exitCode).to.equal(0);
    expect(usersIn(database)).to.equal(0);
    expect(failed.reports.runs).to.deep.equal([]);
  });

  it('fails and keeps its ledger when the audit finds a trace after the purge', async () => {
    const unclean = await runCucumber([...MISHAPS, '--tags', '@purge-is-blind'], {
      MAIMBOT_DATABASE: database,
    });
    expect(unclean.stdout)
      .to.match(/^1 scenario \(1 passed\)$/m)
      .and.to.contain('1 traces are LEFT');
    expect(unclean.exitCode).to.equal(1);
    expect(JSON.parse(unclean.reports.only('cleanup_report_'))).to.have.nested.property(
      'cleanup.cleanup_completed',
      false,
    );
    expect(unclean.reports.runs).to.have.lengthOf(1);

    inDatabase(database, 'DROP TRIGGER departure; DROP TABLE departures');
    expect((await purgeAsTold(unclean)).exitCode).to.equal(0);
    expect(unclean.reports.runs).to.deep.equal([]);
  });
});
