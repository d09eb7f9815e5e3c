import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import type { PurgeReport } from '../cleanup';
import { PurgeLog } from './purge-log';

const report = (databasePath: string): PurgeReport => ({
  databasePath,
  target: { kind: 'prefix', prefix: 'testuser_' },
  dryRun: false,
  startedAt: '2026-11-22T08:05:30.000Z',
  finishedAt: '2026-11-22T08:05:31.000Z',
  users: [{ username: '测试\n用户', accountFound: true }],
  removed: { messages: 2 },
  usage: [],
  left: [],
  identifiers: ['tenant_0123456789abcdef'],
  log: [],
});

describe('The log of purges', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'purges-'))));
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('is empty before the first purge', () => {
    expect(new PurgeLog(folder).all()).to.deep.equal([]);
  });

  it('has every purge of the run in order, whoever wrote it', () => {
    new PurgeLog(folder).add(report('a'));
    new PurgeLog(folder).add(report('b'));
    expect(new PurgeLog(folder).all()).to.deep.equal([report('a'), report('b')]);
  });

  it('is of one run alone', () => {
    new PurgeLog(folder).add(report('a'));
    const other = mkdtempSync(path.join(tmpdir(), 'purges-'));
    expect(new PurgeLog(other).all()).to.deep.equal([]);
    rmSync(other, { recursive: true });
  });

  it('says so when it cannot be read, rather than to forget a purge', () => {
    const log = new PurgeLog(folder);
    log.add(report('a'));
    appendFileSync(path.join(folder, 'purges.jsonl'), '{"databasePath":');
    expect(() => log.all()).to.throw();
  });
});
