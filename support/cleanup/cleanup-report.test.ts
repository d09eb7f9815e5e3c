import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect } from 'chai';
import { buildCleanup, buildCleanupReport, type CleanupOutcome, writeCleanupReport } from './cleanup-report';
import type { PurgeReport } from './purge-report';
import type { Residue } from './residue';

const AT = new Date(2026, 10, 22, 8, 5, 9);

function report(changes: Partial<PurgeReport> = {}): PurgeReport {
  const timestamp = '2026-11-22T08:00:00.000Z';
  return {
    databasePath: '/data/MaiBot.db',
    target: { kind: 'users', usernames: ['testuser_1'] },
    dryRun: false,
    startedAt: timestamp,
    finishedAt: timestamp,
    users: [],
    removed: {
      user_sessions: 3,
      tenant_users: 1,
      agents: 2,
      messages: 8,
      chat_streams: 3,
      action_records: 4,
    },
    usage: [{ templateId: 'caring_friend', from: 3, to: 1 }],
    left: [],
    identifiers: [],
    log: [{ timestamp, table: 'messages', operation: 'DELETE', count: 8, details: 'rows of testuser_1' }],
    ...changes,
  };
}

const RESIDUE: Residue = {
  table: 'jargon',
  column: 'content',
  row: '7',
  names: 'testuser_1',
  kind: 'residue',
};

describe('The cleanup report', () => {
  it('counts users, agents and sessions under users, messages and streams under chat history, each once', () => {
    const cleanup = buildCleanup({ purges: [report(), report()], residue: [] }, AT);
    expect(cleanup.users).to.deep.equal({
      users_cleaned: 2,
      agents_cleaned: 4,
      sessions_cleaned: 6,
      errors: [],
    });
    expect(cleanup.chat_history).to.deep.equal({ messages_cleaned: 16, chat_streams_cleaned: 6, errors: [] });
    expect(cleanup.tables).to.include({ action_records: 8, user_sessions: 6 });
    expect(cleanup.cleanup_log).to.have.length(2);
    expect(cleanup).to.deep.include({
      cleanup_completed: true,
      total_errors: 0,
      timestamp: AT.toISOString(),
    });
  });

  it('has the keys of the older system, and sums the rows of all tables', () => {
    const written = buildCleanupReport({ purges: [report()], residue: [] }, AT);
    expect(written).to.deep.include({ cleanup_operations: 1, generated_at: AT.toISOString() });
    expect(written.summary.total_records_deleted).to.equal(21);
    expect(written.summary.tables_affected).to.deep.equal([
      'action_records',
      'agents',
      'chat_streams',
      'messages',
      'tenant_users',
      'user_sessions',
    ]);
  });

  const incomplete: readonly [string, CleanupOutcome, number][] = [
    ['the audit found residue', { purges: [report()], residue: [RESIDUE] }, 1],
    ['a purge failed', { purges: [report()], residue: [], failures: ['locked'] }, 1],
    ['nothing was audited', { purges: [report()], residue: undefined }, 0],
    ['it was a dry run', { purges: [report({ dryRun: true })], residue: [] }, 0],
  ];
  for (const [what, outcome, errors] of incomplete) {
    it(`is not complete when ${what}`, () => {
      expect(buildCleanup(outcome)).to.deep.include({ cleanup_completed: false, total_errors: errors });
    });
  }

  it('is complete when all that was found is a mention by another tenant', () => {
    const cleanup = buildCleanup({ purges: [report()], residue: [{ ...RESIDUE, kind: 'mention' }] });
    expect(cleanup).to.deep.include({ cleanup_completed: true, total_errors: 0 });
    expect(cleanup.residue).to.have.length(1);
  });

  it('files residue in messages and streams under chat history, any other under users', () => {
    const inChat: Residue = { ...RESIDUE, table: 'messages' };
    const { users, chat_history, total_errors } = buildCleanup({ purges: [], residue: [RESIDUE, inChat] });
    expect(users.errors).to.deep.equal(['jargon.content of row 7 still contains testuser_1']);
    expect(chat_history.errors).to.deep.equal(['messages.content of row 7 still contains testuser_1']);
    expect(total_errors).to.equal(2);
  });

  it('counts nothing as deleted by a dry run', () => {
    const { summary, cleanup } = buildCleanupReport({
      purges: [report({ dryRun: true })],
      residue: undefined,
    });
    expect(summary).to.deep.equal({ total_records_deleted: 0, tables_affected: [] });
    expect(cleanup.usage_counts).to.deep.equal([]);
  });

  describe('as a file', () => {
    let directory: string;
    beforeEach(() => (directory = join(mkdtempSync(join(tmpdir(), 'report-test-')), 'reports')));
    afterEach(() => {
      rmSync(join(directory, '..'), { recursive: true, force: true });
    });

    const write = (outcome: CleanupOutcome): string => writeCleanupReport(directory, outcome, AT);

    it('is named by the local time and holds the report', () => {
      const path = write({ purges: [report()], residue: [] });
      expect(path).to.equal(join(directory, 'cleanup_report_20261122_080509.json'));
      const expected: unknown = JSON.parse(
        JSON.stringify(buildCleanupReport({ purges: [report()], residue: [] }, AT)),
      );
      expect(JSON.parse(readFileSync(path, 'utf8'))).to.deep.equal(expected);
    });

    it('is named by the prefix too, without characters that a file name cannot have', () => {
      const byPrefix = report({ target: { kind: 'prefix', prefix: '测试../a%*' } });
      const path = write({ purges: [byPrefix], residue: [] });
      expect(basename(path)).to.equal('cleanup_report_测试___a___20261122_080509.json');
    });

    it('never overwrites another one, and leaves no draft', () => {
      const paths = [1, 2, 3].map((count) => write({ purges: Array(count).fill(report()), residue: [] }));
      expect(paths.map((path) => basename(path))).to.deep.equal([
        'cleanup_report_20261122_080509.json',
        'cleanup_report_20261122_080509_2.json',
        'cleanup_report_20261122_080509_3.json',
      ]);
      expect(readdirSync(directory)).to.have.members(paths.map((path) => basename(path)));
      expect(readFileSync(paths[0] ?? '', 'utf8')).to.contain('"cleanup_operations": 1');
    });

    it('has no token in it, even if a message brought one', () => {
      const token = `eyJhbGciOiJIUzI1NiJ9.${'a'.repeat(20)}.${'b'.repeat(20)}`;
      const path = write({ purges: [], residue: [], failures: [`refused: Bearer ${token}`] });
      expect(readFileSync(path, 'utf8')).not.to.contain(token);
      expect(() => void JSON.parse(readFileSync(path, 'utf8'))).not.to.throw();
    });
  });
});
