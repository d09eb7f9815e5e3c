import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { expect } from 'chai';
import { explainDatabaseError, PurgeFailedError, PurgeRefusedError } from './errors';
import { purge, type PurgeOptions } from './purge';
import type { PurgeReport } from './purge-report';
import { auditResidue } from './residue';
import { TestDatabase } from './test-database';
import { makeUser, systemTraces, tracesOf } from './test-traces';

describe('The database of a purge', () => {
  const mine = makeUser('testuser_1', 2);
  let database: TestDatabase;

  beforeEach(() => {
    database = new TestDatabase();
    database.insert(
      ...systemTraces(),
      ...tracesOf(makeUser('stranger')),
      ...tracesOf(mine, { persona: '你是一位专家' }),
    );
  });
  afterEach(() => {
    database.remove();
  });

  const purgeMine = (options: PurgeOptions = {}, path = database.path): PurgeReport =>
    purge(path, { kind: 'users', users: [mine] }, options);

  describe('in a dry run', () => {
    it('stays as it is, and the report says what would go', () => {
      const before = database.snapshot();
      const dry = purgeMine({ dryRun: true });
      expect(database.snapshot()).to.deep.equal(before);
      expect(new Set(dry.log.map(({ operation }) => operation))).to.have.keys('WOULD DELETE', 'WOULD UPDATE');
      const real = purgeMine();
      const { removed, usage, left, identifiers, users } = real;
      expect(dry).to.deep.include({ removed, usage, left, identifiers, users, dryRun: true });
    });

    it('is not waited for, even while another connection writes', () => {
      const writer = new Database(database.path);
      writer.exec('BEGIN IMMEDIATE');
      expect(purgeMine({ dryRun: true, busyTimeoutMs: 0 }).removed).to.include({ tenant_users: 1 });
      writer.close();
    });
  });

  describe('when something goes wrong half way', () => {
    for (const table of ['action_records', 'tenant_users', 'user_sessions']) {
      it(`is as before, and the next purge removes everything, after a failure in ${table}`, () => {
        database.exec(
          `CREATE TRIGGER stop BEFORE DELETE ON ${table} BEGIN SELECT RAISE(ABORT, 'no more'); END`,
        );
        const before = database.snapshot();
        expect(() => purgeMine()).to.throw(PurgeFailedError, /nothing was removed .* no more/);
        expect(database.snapshot()).to.deep.equal(before);
        database.exec('DROP TRIGGER stop');
        const { identifiers } = purgeMine();
        expect(auditResidue(database.path, identifiers, [mine.username])).to.deep.equal([]);
      });
    }

    it('is as before when the usage counts cannot be corrected, the last step of all', () => {
      database.exec(
        `CREATE TRIGGER stop BEFORE UPDATE ON agent_templates BEGIN SELECT RAISE(ABORT, 'no more'); END`,
      );
      const before = database.snapshot();
      expect(() => purgeMine()).to.throw(PurgeFailedError, 'no more');
      expect(database.snapshot()).to.deep.equal(before);
    });

    it('counts only the rows that really went', () => {
      database.exec(`CREATE TRIGGER keep BEFORE DELETE ON user_sessions BEGIN SELECT RAISE(IGNORE); END`);
      expect(purgeMine().removed).not.to.have.property('user_sessions');
    });
  });

  describe('when it is locked', () => {
    it('is given up after the time allowed, with the reason and unchanged', () => {
      const writer = new Database(database.path);
      writer.exec('BEGIN IMMEDIATE');
      expect(() => purgeMine({ busyTimeoutMs: 0 })).to.throw(PurgeFailedError, /locked.*SQLITE_BUSY/);
      writer.close();
      expect(database.rows('tenant_users')).to.have.length(2);
    });

    it('is waited for until the other writer has committed, whose rows are purged too', async () => {
      // The worker has the lock before the purge begins, and lets it go only after a long piece of work.
      const began = new SharedArrayBuffer(4);
      const worker = new Worker(
        `const { parentPort, workerData: { path, began, agentId } } = require('node:worker_threads');
         const db = new (require('better-sqlite3'))(path);
         db.exec('BEGIN IMMEDIATE');
         parentPort.postMessage('locked');
         Atomics.wait(new Int32Array(began), 0, 0);
         const insert = db.prepare("INSERT INTO graph_nodes VALUES (?, ?, '', 0, '', 0, 0)");
         for (let i = 1; i <= 50000; i++) insert.run(i, agentId + ' ' + i);
         db.exec('COMMIT');
         db.close();`,
        { eval: true, workerData: { path: database.path, began, agentId: mine.agentIds[0] } },
      );
      await once(worker, 'message');
      Atomics.store(new Int32Array(began), 0, 1);
      Atomics.notify(new Int32Array(began), 0);
      const report = purgeMine();
      expect(report.removed).to.include({ graph_nodes: 50_000, tenant_users: 1 });
      await once(worker, 'exit');
      expect(database.rows('graph_nodes')).to.deep.equal([]);
    });
  });

  describe('that is not fit', () => {
    const refused = (path: string, words: string): void => {
      for (const dryRun of [false, true]) {
        expect(() => purgeMine({ dryRun }, path)).to.throw(PurgeRefusedError, words);
      }
      expect(() => auditResidue(path, [], [])).to.throw(PurgeRefusedError, words);
    };

    it('is refused when it is missing, and not created', () => {
      const path = join(database.directory, 'missing', 'MaiBot.db');
      refused(path, 'does not exist');
      mkdirSync(join(database.directory, 'missing'));
      refused(path, 'does not exist');
      expect(existsSync(path)).to.equal(false);
    });

    it('is refused when it is a directory', () => {
      refused(database.directory, 'is not a file');
    });

    it('is refused when it is not SQLite', () => {
      const path = join(database.directory, 'letter.txt');
      writeFileSync(path, 'Dear reader, '.repeat(1000));
      refused(path, 'is not an SQLite database');
      expect(readFileSync(path, 'utf8')).to.equal('Dear reader, '.repeat(1000));
    });

    it('is refused when it is empty, and stays so', () => {
      const path = join(database.directory, 'empty.db');
      writeFileSync(path, '');
      refused(path, 'it has no table tenant_users');
      expect(readFileSync(path)).to.have.length(0);
    });

    for (const table of ['tenant_users', 'agents', 'messages', 'chat_streams']) {
      it(`is refused without the table ${table}`, () => {
        database.exec(`DROP TABLE ${table}`);
        const before = database.snapshot();
        refused(database.path, `it has no table ${table}`);
        expect(database.snapshot()).to.deep.equal(before);
      });
    }

    it('is refused when a column is missing that tells the owner', () => {
      database.exec('ALTER TABLE agents DROP COLUMN tenant_id');
      refused(database.path, 'it lacks agents.tenant_id');
    });

    it('is purged without the tables that may be missing', () => {
      for (const table of ['agent_templates', 'person_info', 'action_records'])
        database.exec(`DROP TABLE ${table}`);
      expect(purgeMine().removed).to.include({ tenant_users: 1, agents: 2 });
    });

    it('is a clear error when it is read-only', function () {
      chmodSync(database.path, 0o444);
      // The superuser may write to it all the same.
      if (process.getuid?.() === 0) this.skip();
      expect(() => purgeMine()).to.throw(PurgeFailedError, 'it is read-only');
    });

    const codes: readonly [string, string][] = [
      ['SQLITE_READONLY_DBMOVED', 'it is read-only'],
      ['SQLITE_FULL', 'the disk is full'],
      ['SQLITE_IOERR_WRITE', 'cannot be opened, read or written'],
      ['SQLITE_CANTOPEN', 'cannot be opened, read or written'],
      ['SQLITE_CORRUPT_VTAB', 'its content is damaged'],
      ['SQLITE_BUSY_SNAPSHOT', 'another connection kept it locked'],
      ['SQLITE_CONSTRAINT_TRIGGER', 'see the message of SQLite'],
    ];
    for (const [code, words] of codes) {
      it(`explains ${code}`, () => {
        const error = explainDatabaseError(new Database.SqliteError('said SQLite', code), '/d.db');
        expect(error).to.be.instanceOf(PurgeFailedError);
        expect(String(error)).to.contain(words).and.contain('/d.db').and.contain(`${code}: said SQLite`);
      });
    }
  });

  it('leaves no file beside the database', () => {
    purgeMine();
    purgeMine({ dryRun: true });
    auditResidue(database.path, [], []);
    expect(readdirSync(database.directory).filter((name) => !name.startsWith('MaiBot.db'))).to.deep.equal([]);
  });
});
