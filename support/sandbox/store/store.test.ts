import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect } from 'chai';
import { forkSandbox } from '../conformance/forked';
import { soundSeams } from '../seams';
import contract from './database.json';
import { openStore } from './store';
import { databaseTime, isoTime } from './time';

interface ColumnInfo {
  name: string;
  type: string;
  notnull: number;
  dflt_value: string | null;
  pk: number;
}

describe("the sandbox's store", () => {
  let folder: string;
  let path: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'maimbot-store-'));
    path = join(folder, 'data', 'MaiBot.db');
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  const dump = (file: string): unknown => {
    const database = new Database(file, { readonly: true });
    try {
      const tables = database
        .prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        .all();
      return tables.map(({ name }) => [name, database.prepare(`SELECT * FROM "${name}"`).all()]);
    } finally {
      database.close();
    }
  };

  it('has the tables, columns, unique columns and indexes of the contract and nothing else', async () => {
    const store = await openStore(path, soundSeams);
    const { database } = store;
    const names = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all();
    expect(names).to.have.members(Object.keys(contract.tables)).and.have.length(26);
    for (const [table, { columns, unique, indexed }] of Object.entries(contract.tables)) {
      const actual = database.prepare<[string], ColumnInfo>('SELECT * FROM pragma_table_info(?)').all(table);
      expect(
        actual.map(({ name, type, notnull, pk }) => ({
          name,
          type,
          ...(notnull === 1 && { not_null: true }),
          ...(pk === 1 && { primary_key: true }),
        })),
        table,
      ).to.deep.equal(columns);
      const indexes = database
        .prepare<[string], { unique: number; columns: string }>(
          `SELECT l."unique", (SELECT group_concat(i.name) FROM pragma_index_info(l.name) AS i) AS columns
           FROM pragma_index_list(?) AS l`,
        )
        .all(table);
      const columnsOf = (kind: number): string[] =>
        indexes.filter((index) => index.unique === kind).map((index) => index.columns);
      expect(columnsOf(1), table).to.have.members(unique.map((group) => group.join(',')));
      expect(columnsOf(0), table).to.have.members(indexed);
    }
    expect(database.pragma('journal_mode', { simple: true })).to.equal('wal');
    expect(database.pragma('busy_timeout', { simple: true })).to.equal(1000);
    expect(database.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'trigger'").all()).to.deep.equal([]);
    store.close();
  });

  it('comes with five templates and the agent of the system, once however often it is opened', async () => {
    (await openStore(path, soundSeams)).close();
    const first = dump(path);
    (await openStore(path, soundSeams)).close();
    expect(dump(path)).to.deep.equal(first);
    const store = await openStore(path, soundSeams);
    expect(
      store.database.prepare('SELECT template_id FROM agent_templates ORDER BY id').pluck().all(),
    ).to.deep.equal([
      'friendly_assistant',
      'professional_expert',
      'creative_companion',
      'caring_friend',
      'efficient_helper',
    ]);
    for (const column of ['persona', 'description', 'response_style']) {
      const texts = store.database.prepare(`SELECT DISTINCT ${column} FROM agent_templates`).pluck().all();
      expect(texts, column).to.have.length(5);
    }
    expect(store.database.prepare('SELECT tenant_id, agent_id, name FROM agents').all()).to.deep.equal([
      { tenant_id: 'default', agent_id: 'default', name: 'Default Agent' },
    ]);
    store.close();
  });

  it('leaves the rows of an existing database as they are', async () => {
    const store = await openStore(path, soundSeams);
    store.database.exec(`
      DELETE FROM agent_templates WHERE template_id = 'caring_friend';
      UPDATE agent_templates SET usage_count = 41, persona = 'changed';
      UPDATE agents SET name = 'renamed';
      CREATE TABLE of_somebody_else (a TEXT);
      INSERT INTO of_somebody_else VALUES ('kept');`);
    store.close();
    const before = dump(path);
    (await openStore(path, soundSeams)).close();
    expect(dump(path)).to.deep.equal(before);
  });

  it('is made once when several processes start on a new file at the same time', async () => {
    const start = (): ReturnType<typeof forkSandbox> =>
      forkSandbox(require.resolve('../configurator-process'), {
        SANDBOX_DATABASE: path,
        SANDBOX_SIGNING_KEY: 'some-key-for-the-seeding-race',
      });
    const processes = [start(), start(), start()];
    try {
      await Promise.all(processes.map(({ listening }) => listening));
    } finally {
      await Promise.all(processes.map((process) => process.stop()));
    }
    const store = await openStore(path, soundSeams);
    expect(store.database.prepare('SELECT count(*) FROM agent_templates').pluck().get()).to.equal(5);
    expect(store.database.prepare('SELECT count(*) FROM agents').pluck().get()).to.equal(1);
    store.close();
  });

  it('inserts what the seams make of a row: none, one or several', async () => {
    const store = await openStore(path, {
      ...soundSeams,
      write: (_table, row) =>
        row.strength === 0 ? [] : [row, ...(row.strength === 2 ? [{ ...row, source: 'twin' }] : [])],
    });
    const edge = { target: 't', hash: 'h', created_time: 1, last_modified: 1 };
    for (const strength of [0, 1, 2])
      store.insert('graph_edges', { ...edge, source: `s${strength}`, strength });
    expect(store.database.prepare('SELECT source FROM graph_edges ORDER BY id').pluck().all()).to.deep.equal([
      's1',
      's2',
      'twin',
    ]);
    store.close();
  });

  it('takes back the whole transaction when a part of it fails', async () => {
    const store = await openStore(path, soundSeams);
    const [agent] = store.database.prepare<[], { id: number }>('SELECT id FROM agents').all();
    expect(() => {
      store.atomically(() => {
        store.update('agents', agent?.id ?? 0, { name: 'half' });
        store.insert('agents', { name: 'without the columns that must not be NULL' });
      });
    }).to.throw('NOT NULL');
    expect(store.database.prepare('SELECT name FROM agents').pluck().all()).to.deep.equal(['Default Agent']);
    store.close();
  });

  it('can be given another schema through the seams', async () => {
    const added = 'CREATE TABLE IF NOT EXISTS added_later (tenant_id TEXT)';
    const store = await openStore(path, {
      ...soundSeams,
      read: (name, value) =>
        name === 'store.schema' && Array.isArray(value)
          ? Object.assign([], value, { [value.length]: added })
          : value,
    });
    expect(store.database.prepare('SELECT * FROM added_later').all()).to.deep.equal([]);
    store.close();
  });
});

describe("the database's notation of time", () => {
  it('has microseconds and no zone, whatever the fraction', () => {
    const second = Date.UTC(2026, 10, 22, 16, 45, 53);
    expect(databaseTime(second)).to.equal('2026-11-22 16:45:53.000000');
    expect(databaseTime(second + 7.005)).to.equal('2026-11-22 16:45:53.007005');
    expect(databaseTime(second + 999.9999)).to.equal('2026-11-22 16:45:54.000000');
    expect(isoTime(databaseTime(second + 1))).to.equal('2026-11-22T16:45:53.001000');
  });

  it('is the present unless told otherwise, and never goes back', () => {
    const times = Array.from({ length: 1000 }, () => databaseTime());
    expect([...times].sort()).to.deep.equal(times);
    expect(Date.parse(`${times[0]?.replace(' ', 'T') ?? ''}Z`)).to.be.closeTo(Date.now(), 10_000);
  });
});
