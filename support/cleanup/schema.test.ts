import { expect } from 'chai';
import { columnKind, readSchema } from './schema';
import { maimbotTables, TestDatabase } from './test-database';

describe('The schema that is read from the database', () => {
  let database: TestDatabase;
  beforeEach(() => (database = new TestDatabase()));
  afterEach(() => {
    database.remove();
  });

  it('has all tables of MaiMBot with all their columns', () => {
    const schema = database.with(readSchema);
    const names = schema.map(({ name, columns }) => [name, columns.map((column) => column.name)]);
    const recorded = Object.entries(maimbotTables).map(([name, { columns }]) => [
      name,
      columns.map((column) => column.name),
    ]);
    expect(names).to.have.deep.members(recorded);
  });

  it('has tables and columns that were added later, and no views and none of SQLite', () => {
    database.exec(`
      CREATE TABLE "odd "" name" (id INTEGER PRIMARY KEY AUTOINCREMENT, "owner tenant_id" TEXT);
      INSERT INTO "odd "" name" DEFAULT VALUES;
      CREATE TABLE sqlitelike (owner_user_id TEXT);
      CREATE VIEW seen AS SELECT * FROM agents;
      ALTER TABLE emoji ADD COLUMN maker_user_id TEXT;
    `);
    const schema = database.with(readSchema);
    const added = schema.filter(({ name }) => !(name in maimbotTables)).map(({ name }) => name);
    expect(added).to.have.members(['odd " name', 'sqlitelike']);
    const emoji = schema.find(({ name }) => name === 'emoji');
    expect(emoji?.columns.at(-1)).to.deep.include({ name: 'maker_user_id', kind: 'user' });
  });

  it('identifies rows by the row id, and by the primary key where there is none', () => {
    database.exec(`
      CREATE TABLE a (rowid TEXT);
      CREATE TABLE b (x TEXT, y TEXT, PRIMARY KEY (y, x)) WITHOUT ROWID;
      CREATE TABLE c (rowid TEXT, oid TEXT, _rowid_ TEXT);
    `);
    const keys = database.with(readSchema).map(({ name, key }): [string, readonly string[]] => [name, key]);
    expect(Object.fromEntries(keys)).to.deep.include({
      agents: ['rowid'],
      a: ['_rowid_'],
      b: ['x', 'y'],
      c: ['rowid', 'oid', '_rowid_'],
    });
  });

  const kinds: readonly [string, ReturnType<typeof columnKind>][] = [
    ['tenant_id', 'tenant'],
    ['owner_tenant_id', 'tenant'],
    ['chat_info_user_id', 'user'],
    ['senderUserId', 'user'],
    ['USER_ID', 'user'],
    ['agent_id', 'agent'],
    ['user_agent', undefined],
    ['chat_info_stream_id', 'stream'],
    ['chat_id', 'stream'],
    ['person_id', 'person'],
    ['receiver_group_id', 'group'],
    ['created_by', 'author'],
    ['message_id', undefined],
    ['superuser_id', undefined],
    ['username', undefined],
  ];
  for (const [name, kind] of kinds) {
    it(`takes ${name} for ${kind ?? 'no owner'}`, () => {
      expect(columnKind(name)).to.equal(kind);
    });
  }
});
