import { expect } from 'chai';
import { purge } from './purge';
import { auditResidue, type Residue } from './residue';
import { maimbotTables, TestDatabase, type Row } from './test-database';
import { makeUser, systemTraces, tracesOf } from './test-traces';

describe('The residue audit', () => {
  const mine = makeUser('testuser_1');
  const stranger = makeUser('testuser_10');
  let database: TestDatabase;

  beforeEach(() => {
    database = new TestDatabase();
    database.insert(...systemTraces(), ...tracesOf(stranger));
  });
  afterEach(() => {
    database.remove();
  });

  const audit = (identifiers = [mine.tenantId], usernames = [mine.username]): Residue[] =>
    auditResidue(database.path, identifiers, usernames);

  it('finds nothing in a database that never knew the user, whose name begins another one', () => {
    expect(audit()).to.deep.equal([]);
  });

  it('says table, column, row and identifier of every cell', () => {
    database.insert(
      ['jargon', { id: 7, content: `see ${mine.tenantId}` }],
      ['emoji', { id: 9, description: mine.userId, emotion: `x${mine.tenantId}${mine.userId}` }],
    );
    expect(audit([mine.tenantId, mine.userId])).to.have.deep.members([
      { table: 'jargon', column: 'content', row: '7', names: mine.tenantId, kind: 'residue' },
      { table: 'emoji', column: 'description', row: '9', names: mine.userId, kind: 'residue' },
      { table: 'emoji', column: 'emotion', row: '9', names: mine.tenantId, kind: 'residue' },
      { table: 'emoji', column: 'emotion', row: '9', names: mine.userId, kind: 'residue' },
    ]);
  });

  for (const [table, { columns }] of Object.entries(maimbotTables)) {
    it(`reads every cell of ${table}, numbers aside`, () => {
      const named = columns.filter(({ primary_key }) => !primary_key).map(({ name }) => name);
      database.insert([
        table,
        Object.fromEntries(named.map((name) => [name, `(${mine.tenantId})`])) satisfies Row,
      ]);
      expect(audit().map(({ column }) => column)).to.have.members(named);
    });
  }

  it('reads blobs, tables without row ids, odd names and tables under a full-text index', () => {
    database.exec(`
      CREATE TABLE "a ""b""" ("c d" BLOB);
      CREATE TABLE pairs (a TEXT, b TEXT, PRIMARY KEY (b, a)) WITHOUT ROWID;
      CREATE VIRTUAL TABLE notes USING fts5(body);
    `);
    database.with((db) => {
      db.prepare('INSERT INTO "a ""b""" VALUES (?)').run(Buffer.from(`{"t":"${mine.tenantId}"}`));
      db.prepare('INSERT INTO pairs VALUES (?, ?)').run('k', mine.tenantId);
      db.prepare('INSERT INTO notes VALUES (?)').run(mine.tenantId);
    });
    const places = audit().map(({ table, column, row }) => `${table}.${column}.${row}`);
    expect(places).to.include.members(['a "b".c d.1', `pairs.b.k, ${mine.tenantId}`, 'notes_content.c0.1']);
  });

  it('finds identifiers of any shape, and all of many in one cell', () => {
    database.insert(['jargon', { content: 'my_template_01+my_template_1' }]);
    expect(
      audit(['my_template_01', 'my_template_1', 'template', '']).map(({ names }) => names),
    ).to.have.members(['my_template_01', 'my_template_1', 'template']);
  });

  it("calls a username in another tenant's words a mention, and anywhere else a residue", () => {
    database.insert(
      ['messages', { tenant_id: stranger.tenantId, processed_plain_text: 'hello testuser_1' }],
      ['messages', { tenant_id: 'default', processed_plain_text: 'hello testuser_1' }],
      ['messages', { tenant_id: mine.tenantId, processed_plain_text: 'hello testuser_1' }],
      ['graph_nodes', { concept: 'testuser_1' }],
    );
    const kinds = audit()
      .filter(({ names }) => names === 'testuser_1')
      .map(({ table, kind }) => [table, kind]);
    expect(kinds).to.have.deep.members([
      ['messages', 'mention'],
      ['messages', 'residue'],
      ['messages', 'residue'],
      ['graph_nodes', 'residue'],
    ]);
  });

  it('calls a username in a row that belongs to the run and to another tenant a residue', () => {
    database.exec('ALTER TABLE jargon ADD COLUMN owner_tenant_id TEXT');
    const owners = { tenant_id: stranger.tenantId, owner_tenant_id: mine.tenantId };
    database.insert(['jargon', { ...owners, content: mine.username }]);
    expect(audit().map(({ kind }) => kind)).to.deep.equal(['residue', 'residue']);
  });

  it("calls an identifier a residue even in another tenant's row: only the run can have brought it there", () => {
    database.insert(['messages', { tenant_id: stranger.tenantId, processed_plain_text: mine.tenantId }]);
    expect(audit().map(({ kind }) => kind)).to.deep.equal(['residue']);
  });

  it('finds what deleting from five tables by tenant leaves behind', () => {
    database.insert(...tracesOf(mine));
    for (const table of ['messages', 'chat_streams', 'agents', 'user_sessions', 'tenant_users']) {
      database.exec(`DELETE FROM ${table} WHERE tenant_id = '${mine.tenantId}'`);
    }
    const tables = audit([mine.tenantId, mine.userId]).map(({ table }) => table);
    expect(tables).to.include.members(['action_records', 'person_info', 'chat_streams', 'memory_chest']);
  });

  it('finds what a purge cannot know: a name without any identifier', () => {
    database.insert(...tracesOf(mine), [
      'jargon',
      { tenant_id: 'default', content: `${mine.username}的口头禅` },
    ]);
    const { identifiers } = purge(database.path, { kind: 'users', users: [mine] });
    expect(audit([...identifiers]).map(({ table, names }) => [table, names])).to.deep.equal([
      ['jargon', mine.username],
    ]);
  });

  it('is not held up by another connection that writes', () => {
    database.with((db) => {
      db.exec('BEGIN IMMEDIATE');
      expect(auditResidue(database.path, [mine.tenantId], [], { busyTimeoutMs: 0 })).to.deep.equal([]);
      db.exec('ROLLBACK');
    });
  });
});
