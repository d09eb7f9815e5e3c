import { expect } from 'chai';
import { purge } from './purge';
import type { PurgeReport } from './purge-report';
import { TestDatabase } from './test-database';
import { makeUser, ownTracesOf, systemTraces, tracesOf } from './test-traces';

describe('The purge of a schema that has grown', () => {
  const mine = makeUser('testuser_1', 2);
  const stranger = makeUser('testuser_10');
  const [agentId = ''] = mine.agentIds;
  let database: TestDatabase;

  beforeEach(() => {
    database = new TestDatabase();
    database.insert(...systemTraces(), ...tracesOf(stranger));
  });
  afterEach(() => {
    database.remove();
  });

  const purgeMine = (): PurgeReport => purge(database.path, { kind: 'users', users: [mine] });

  it('covers tables and columns that are added later, whatever they are called', () => {
    database.exec(`
      CREATE TABLE "later, ""odd""" ("the owner_tenant_id" TEXT, note BLOB);
      CREATE TABLE pairs (a TEXT COLLATE NOCASE, visitor_user_id TEXT, PRIMARY KEY (a, visitor_user_id)) WITHOUT ROWID;
      CREATE TABLE mistyped (home_agent_id INTEGER, weight REAL);
      CREATE TABLE "keyless" (rowid TEXT, oid TEXT, _rowid_ TEXT, bot_agent_id TEXT);
      ALTER TABLE emoji ADD COLUMN maker_user_id TEXT;
    `);
    database.with((db) => {
      const later = db.prepare('INSERT INTO "later, ""odd""" VALUES (?, ?)');
      later.run('default', 'kept');
      db.prepare('INSERT INTO pairs VALUES (?, ?)').run('x', stranger.userId);
    });
    const before = database.snapshot();
    database.insert(...ownTracesOf(mine));
    database.with((db) => {
      const later = db.prepare('INSERT INTO "later, ""odd""" VALUES (?, ?)');
      later.run(mine.tenantId, null);
      later.run('default', Buffer.from(JSON.stringify({ user: mine.userId })));
      db.prepare('INSERT INTO pairs VALUES (?, ?)').run('x', mine.userId);
      db.prepare('INSERT INTO mistyped VALUES (?, ?)').run(agentId, 1);
      db.prepare('INSERT INTO mistyped VALUES (?, ?)').run(null, `w${agentId}`);
      db.prepare('INSERT INTO keyless VALUES (?, ?, ?, ?)').run('1', null, '1', agentId);
      db.prepare('INSERT INTO keyless VALUES (?, ?, ?, ?)').run('1', null, '1', agentId);
    });
    database.insert(['emoji', { maker_user_id: mine.userId }]);
    const report = purgeMine();
    expect(database.snapshot()).to.deep.equal(before);
    expect(report.removed).to.deep.include({
      'later, "odd"': 2,
      pairs: 1,
      mistyped: 2,
      keyless: 2,
      emoji: 1,
    });
  });

  it('leaves the agents and templates of others, whatever later columns say about them, and reports them', () => {
    database.exec(`
      ALTER TABLE agent_templates ADD COLUMN last_user_id TEXT;
      ALTER TABLE agents ADD COLUMN last_visitor TEXT;
      ALTER TABLE tenant_users ADD COLUMN inviter_user_id TEXT;
    `);
    const before = database.snapshot();
    database.insert(...ownTracesOf(mine));
    database.with((db) => {
      for (const [table, column] of [
        ['agent_templates', 'last_user_id'],
        ['agents', 'last_visitor'],
        ['tenant_users', 'inviter_user_id'],
      ] as const)
        db.prepare(`UPDATE ${table} SET ${column} = ?`).run(mine.userId);
    });
    const { left } = purgeMine();
    database.with((db) => {
      db.exec('UPDATE agent_templates SET last_user_id = NULL; UPDATE agents SET last_visitor = NULL');
      db.exec('UPDATE tenant_users SET inviter_user_id = NULL');
    });
    expect(database.snapshot()).to.deep.equal(before);
    expect(new Set(left.map((one) => (one.kind === 'row' ? one.table : one.kind)))).to.deep.equal(
      new Set(['agent_templates', 'agents', 'tenant_users']),
    );
  });

  it('finds a row whose number is beyond what a JavaScript number holds', () => {
    const id = 2n ** 62n;
    const add = (tenant: string, rowid: bigint) =>
      database.with((db) =>
        db.prepare('INSERT INTO online_time VALUES (?, ?, 0, 0, 0)').run(rowid, `by ${tenant}`),
      );
    add(stranger.tenantId, id);
    const before = database.snapshot();
    add(mine.tenantId, id + 1n);
    purgeMine();
    expect(database.snapshot()).to.deep.equal(before);
  });

  it('is not held up by foreign keys, which MaiMBot does not enforce either', () => {
    database.insert(...ownTracesOf(mine));
    database.exec(`
      CREATE TABLE pins (message INTEGER REFERENCES messages (id));
      INSERT INTO pins SELECT id FROM messages;
    `);
    expect(purgeMine().removed).to.include({ messages: 4 });
    expect(database.rows('pins')).to.have.length(6);
  });
});
