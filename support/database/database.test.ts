import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { expect } from 'chai';
import { soundSeams } from '../sandbox/seams';
import { openStore } from '../sandbox/store';
import { OtherWriter } from './other-writer';
import { Planter, PlantingError } from './planter';
import { StoredRows } from './stored-rows';

describe('The database as the checks see it', () => {
  let folder: string;
  let file: string;
  let planter: Planter;
  let rows: StoredRows;

  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'database-'));
    file = path.join(folder, 'MaiBot.db');
    (await openStore(file, soundSeams)).close();
    planter = new Planter(file);
    rows = new StoredRows(file);
  });
  afterEach(() => {
    rows.close();
    rmSync(folder, { recursive: true, force: true });
  });

  describe('Stored rows', () => {
    it('are found by all the values given, in the order in which they were stored', () => {
      planter.row('expression', { tenant_id: 'tenant_1', situation: 'a', style: 'x' });
      planter.row('expression', { tenant_id: 'tenant_1', situation: 'b', style: 'x' });
      planter.row('expression', { tenant_id: 'tenant_2', situation: 'c', style: 'x' });
      planter.row('expression', { tenant_id: 'tenant_1', situation: 'd', style: 'y' });
      const found = rows.where('expression', { tenant_id: 'tenant_1', style: 'x' });
      expect(found.map(({ cells }) => cells.situation)).to.deep.equal(['a', 'b']);
      const [one, other] = found.map(({ rowid }) => rowid);
      expect(one)
        .to.be.a('number')
        .and.to.be.lessThan(other ?? 0);
      expect(found.map(({ table }) => table)).to.deep.equal(['expression', 'expression']);
      expect(rows.where('expression', { style: 'z' })).to.deep.equal([]);
      expect(rows.where('expression', {})).to.have.length(4);
    });

    it('are found by null, and compared exactly', () => {
      planter.createTable('notes', ['who', 'what']);
      planter.row('notes', { who: null, what: 'Testuser' });
      planter.row('notes', { who: '', what: 'testuser' });
      planter.row('notes', { who: 'x', what: 'testuser_' });
      expect(rows.where('notes', { who: null }).map(({ cells }) => cells.what)).to.deep.equal(['Testuser']);
      expect(rows.where('notes', { what: 'testuser' }).map(({ cells }) => cells.who)).to.deep.equal(['']);
    });

    it('are found in tables and columns of any name', () => {
      const database = new Database(file);
      database.exec('CREATE TABLE "odd ""names""" ("from" TEXT, "a ""b""" TEXT)');
      database.exec(`INSERT INTO "odd ""names""" VALUES ('first', 'tenant_1')`);
      database.close();
      const expected = [{ table: 'odd "names"', cells: { from: 'first', 'a "b"': 'tenant_1' } }];
      const withoutRowId = (found: ReturnType<typeof rows.where>): unknown =>
        found.map(({ table, cells }) => ({ table, cells }));
      expect(withoutRowId(rows.where('odd "names"', { from: 'first' }))).to.deep.equal(expected);
      expect(withoutRowId(rows.naming(['tenant_1']))).to.deep.equal(expected);
    });

    it('are refused for a column or a table that does not exist', () => {
      expect(() => rows.where('agents', { no_such_column: 1 })).to.throw(/no_such_column/);
      expect(() => rows.where('no_such_table', {})).to.throw(/no_such_table/);
    });

    it('that name one of the words are found in every table, column and type of cell', () => {
      planter.createTable('added_later', ['anything']);
      planter.row('added_later', { anything: 'before tenant_1 after' });
      planter.row('messages', { tenant_id: 'default', user_nickname: 'tenant_1' });
      planter.row('person_info', { person_id: 'p', platform: 'test', user_id: 'user_1', is_known: 1 });
      planter.row('jargon', { content: 'tenant_2', chat_id: 'c' });
      const database = new Database(file);
      database.prepare('UPDATE jargon SET raw_content = ?').run(Buffer.from('{"of":"agent_1"}'));
      database.prepare("INSERT INTO added_later (anything) VALUES ('agent_1')").run();
      database.close();
      const found = rows.naming(['tenant_1', 'user_1', 'agent_1']);
      expect(found.map(({ table }) => table)).to.deep.equal([
        'added_later',
        'added_later',
        'jargon',
        'messages',
        'person_info',
      ]);
      expect(rows.naming(['TENANT_1'])).to.deep.equal([]);
      expect(rows.naming([])).to.deep.equal([]);
    });

    it('show what others write while the file is open, and cannot change it', () => {
      expect(rows.where('llm_usage', {})).to.have.length(0);
      planter.row('llm_usage', { model_name: 'stub' });
      expect(rows.where('llm_usage', {})).to.have.length(1);
      expect(() => new StoredRows(path.join(folder, 'nowhere.db'))).to.throw();
    });

    it('are of all tables, those of SQLite itself left out', () => {
      expect(rows.tables()).to.have.length(26).and.to.include.members(['messages', 'tenant_users']);
      planter.createTable('sqlitelike', ['a']);
      expect(rows.tables()).to.include('sqlitelike');
      planter.dropTable('sqlitelike');
      expect(rows.tables()).to.not.include('sqlitelike');
    });
  });

  describe('The planter', () => {
    it('fills in only what must not be null, and keeps what it is given', () => {
      planter.row('agents', { agent_id: 'agent_1', tenant_id: 'tenant_1', description: null });
      const [row] = rows.where('agents', { agent_id: 'agent_1' });
      expect(row?.cells).to.include({ tenant_id: 'tenant_1', name: '', persona: '', description: null });
      expect(row?.cells.id).to.be.a('number');
    });

    it('refuses a table and a column that do not exist, and plants nothing', () => {
      expect(() => {
        planter.row('agents', { agent_id: 'agent_1', tenat_id: 'tenant_1' });
      }).to.throw(PlantingError, /agents has no column tenat_id$/);
      expect(() => {
        planter.row('agent', { agent_id: 'agent_1' });
      }).to.throw(PlantingError, /no table agent$/);
      expect(rows.naming(['agent_1'])).to.deep.equal([]);
    });

    it('makes no file where there is none', () => {
      expect(() => {
        new Planter(path.join(folder, 'nowhere.db')).dropTable('agents');
      }).to.throw();
    });
  });

  describe('The other writer', () => {
    it('holds the lock until it is told to finish, and says when it has', async () => {
      const database = new Database(file, { timeout: 0 });
      const write = (): unknown => database.exec('UPDATE agent_templates SET usage_count = 7');
      const writer = await OtherWriter.begin(file);
      try {
        expect(write).to.throw(/locked/);
        expect(writer.finished).to.equal(false);
        writer.finishSoon();
        database.pragma('busy_timeout = 20000');
        write();
        expect(writer.finished).to.equal(true);
      } finally {
        await writer.end();
        database.close();
      }
    });

    it('lets go of the lock when it is ended before it has finished', async () => {
      const writer = await OtherWriter.begin(file);
      await writer.end();
      expect(writer.finished).to.equal(false);
      planter.row('llm_usage', { model_name: 'stub' });
      expect(rows.where('llm_usage', {})).to.have.length(1);
    });
  });
});
