import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { makeIdentifier } from '../basics/identifiers';
import { purge } from './purge';
import { auditResidue } from './residue';
import { maimbotTables, TestDatabase } from './test-database';
import {
  defaultTracesOf,
  makeUser,
  md5,
  ownTracesOf,
  personOf,
  streamsOf,
  systemTraces,
  type Trace,
  tracesOf,
} from './test-traces';

describe('The purge', () => {
  const mine = makeUser('testuser_1', 2);
  const stranger = makeUser('testuser_10', 1);
  const [agentId = ''] = mine.agentIds;
  const [strangersAgent = ''] = stranger.agentIds;
  const stream = streamsOf(mine, agentId);
  let database: TestDatabase;

  beforeEach(() => {
    database = new TestDatabase();
    database.insert(...systemTraces(), ...tracesOf(stranger));
  });
  afterEach(() => {
    database.remove();
  });

  const purgeMine = () => purge(database.path, { kind: 'users', users: [mine] });

  /** Adds the rows of the run and these, purges, and expects that nothing is left but what was there before. */
  function expectGone(...rows: readonly Trace[]): void {
    const before = database.snapshot();
    database.insert(...ownTracesOf(mine), ...rows);
    const report = purgeMine();
    expect(database.snapshot()).to.deep.equal(before);
    expect(auditResidue(database.path, report.identifiers, [mine.username])).to.deep.equal([]);
  }

  /** Expects that the purge leaves these rows as they are, and returns its report. */
  function expectLeft(...rows: readonly Trace[]): ReturnType<typeof purgeMine> {
    database.insert(...rows);
    const before = database.snapshot();
    database.insert(...ownTracesOf(mine));
    const report = purgeMine();
    expect(database.snapshot()).to.deep.equal(before);
    return report;
  }

  it('removes every row that MaiMBot writes for a user and counts them by table', () => {
    const before = database.snapshot();
    const traces = ownTracesOf(mine);
    database.insert(...traces);
    const report = purgeMine();
    expect(database.snapshot()).to.deep.equal(before);
    expect(report.removed).to.deep.equal({
      action_records: 4,
      agents: 2,
      chat_streams: 3,
      memory_chest: 2,
      messages: 4,
      person_info: 1,
      tenant_users: 1,
      user_sessions: 2,
    });
    const total = Object.values(report.removed).reduce((sum, count) => sum + count, 0);
    expect(total).to.equal(traces.length);
    expect(report.left).to.deep.equal([]);
  });

  it('learns all identifiers of the user, and none of the system', () => {
    database.insert(...tracesOf(mine));
    expect(purgeMine().identifiers).to.have.members([
      mine.tenantId,
      mine.userId,
      ...mine.agentIds,
      ...mine.agentIds.map((id) => streamsOf(mine, id).own),
      stream.shadow,
      personOf(mine),
    ]);
  });

  for (const [table, { columns }] of Object.entries(maimbotTables)) {
    const owner = columns.find(({ name }) => name === 'tenant_id');
    if (!owner || table === 'tenant_users') continue;
    it(`removes a row of ${table} that has the tenant's id`, () => {
      expectGone([table, { tenant_id: mine.tenantId }]);
    });
  }

  for (const [table, { columns }] of Object.entries(maimbotTables)) {
    const text = columns.findLast(({ type }) => type === 'TEXT');
    if (!text || table === 'tenant_users') continue;
    it(`removes a row of ${table} whose column ${text.name} contains an identifier`, () => {
      // The agent `default` came with MaiMBot, so a row of this table needs an id of its own.
      const own = table === 'agents' ? { agent_id: 'another' } : {};
      expectGone([table, { ...own, [text.name]: `x${agentId}y` }]);
    });
  }

  const links: readonly [string, Trace][] = [
    ['only the user', ['messages', { tenant_id: 'default', sender_user_id: mine.userId }]],
    ['only the agent', ['messages', { tenant_id: 'default', receiver_user_id: agentId }]],
    ['only the stream', ['memory_conflicts', { chat_id: stream.own, conflict_content: '?' }]],
    ['only the shadow stream', ['jargon', { tenant_id: 'default', chat_stream_id: stream.shadow }]],
    ['only the group', ['group_info', { tenant_id: 'default', group_id: `test_group_${mine.tenantId}` }]],
    ['only the person, in a text', ['memory_conflicts', { context: `met ${personOf(mine)} today` }]],
    ['a stream, within JSON', ['graph_nodes', { memory_items: JSON.stringify([{ chat: stream.own }]) }]],
    [
      'the user, as another sort of id',
      ['llm_usage', { tenant_id: 'default', user_id: `${mine.tenantId}:x` }],
    ],
  ];
  for (const [what, row] of links) {
    it(`removes a row under the system's tenant that names ${what}`, () => {
      expectGone(row);
    });
  }

  it('follows what names the run as far as it leads: a person, the stream of that person, its records', () => {
    const further = md5('another stream');
    expectGone(
      ['chat_streams', { tenant_id: 'default', stream_id: further, user_id: personOf(mine) }],
      ['memory_conflicts', { chat_id: further }],
    );
  });

  it('removes a template that a user of the run created', () => {
    expectGone(['agent_templates', { template_id: 'own', persona: 'x', created_by: mine.userId }]);
  });

  it("removes the rows of a user of the run under a stranger's tenant, with the stream that they made", () => {
    const own = md5(`${strangersAgent}_test_test_group_${mine.tenantId}`);
    const where = { tenant_id: stranger.tenantId, agent_id: strangersAgent, chat_stream_id: own };
    expectGone(
      [
        'chat_streams',
        { ...where, stream_id: own, user_id: mine.userId, group_id: `test_group_${mine.tenantId}` },
      ],
      ['messages', { ...where, user_id: mine.userId }],
      ['action_records', { ...where }],
    );
  });

  it("leaves what others said in a stranger's group in which a user of the run spoke first", () => {
    const group = md5(`${strangersAgent}_test_group of the stranger`);
    const where = { tenant_id: stranger.tenantId, agent_id: strangersAgent, chat_stream_id: group };
    database.insert(['messages', { ...where, user_id: stranger.userId }]);
    const before = database.snapshot();
    database.insert(...ownTracesOf(mine), [
      'chat_streams',
      { ...where, stream_id: group, user_id: mine.userId, group_id: 'group of the stranger' },
    ]);
    purgeMine();
    expect(database.snapshot()).to.deep.equal(before);
  });

  it("removes a stranger's rows in a tenant of the run, and leaves that stranger's own", () => {
    const own = md5(`${agentId}_test_test_group_${stranger.tenantId}`);
    const where = { tenant_id: mine.tenantId, agent_id: agentId, chat_stream_id: own };
    expectGone(
      ['chat_streams', { ...where, stream_id: own, user_id: stranger.userId, group_id: 'elsewhere' }],
      ['messages', { ...where, user_id: stranger.userId }],
      ['expression', { ...where }],
    );
  });

  it('leaves the person of a stranger whom MaiMBot filed under a tenant of the run out of the identifiers', () => {
    const friend = makeUser('friend');
    const row = { person_id: personOf(friend), user_id: friend.userId, tenant_id: mine.tenantId };
    const memory: Trace = ['memory_conflicts', { context: `about ${personOf(friend)}` }];
    database.insert(memory);
    expectGone(['person_info', row]);
  });

  it("leaves and lists a row of another tenant that merely contains the run's identifier", () => {
    const report = expectLeft([
      'messages',
      { tenant_id: stranger.tenantId, processed_plain_text: `who is ${mine.tenantId}?` },
    ]);
    expect(report.left).to.have.length(1);
    expect(report.left[0]).to.deep.include({
      kind: 'row',
      table: 'messages',
      column: 'processed_plain_text',
      identifier: mine.tenantId,
      reason: `it belongs to the tenant ${stranger.tenantId}, which is not the run's`,
    });
  });

  it('leaves a row without a tenant that belongs to a registered stranger', () => {
    database.exec(
      'CREATE TABLE bookmarks (user_id TEXT, note TEXT); CREATE TABLE hints (agent_id TEXT, note TEXT)',
    );
    const report = expectLeft(
      ['bookmarks', { user_id: stranger.userId, note: mine.tenantId }],
      ['hints', { agent_id: strangersAgent, note: mine.tenantId }],
      ['agent_templates', { template_id: 'theirs', created_by: stranger.userId, description: mine.tenantId }],
    );
    expect(report.left.map(({ reason }) => reason)).to.have.members([
      `its user_id ${stranger.userId} is not the run's`,
      `its agent_id ${strangersAgent} is not the run's`,
      `its created_by ${stranger.userId} is not the run's`,
    ]);
  });

  it('leaves the account of a stranger even if a later column refers to a user of the run', () => {
    database.exec('ALTER TABLE tenant_users ADD COLUMN invited_by_user_id TEXT');
    const guest = makeUser('guest');
    const { tenantId: tenant_id, userId: user_id, username } = guest;
    const report = expectLeft([
      'tenant_users',
      { tenant_id, user_id, username, invited_by_user_id: mine.userId },
    ]);
    expect(report.left.map(({ reason }) => reason)).to.deep.equal(['it is the account of another user']);
  });

  it('leaves lookalikes: another case, a longer name, a digit off, a name in prose', () => {
    const loud = makeUser('TESTUSER_1');
    const near = { ...makeUser('testuser_1 '), tenantId: `${mine.tenantId.slice(0, -1)}x` };
    expectLeft(
      ...tracesOf(loud),
      ...tracesOf(near),
      ['messages', { tenant_id: stranger.tenantId, processed_plain_text: 'testuser_1 and every testuser' }],
      ['messages', { tenant_id: 'default', processed_plain_text: mine.tenantId.toUpperCase() }],
      ['jargon', { tenant_id: 'default', content: mine.userId.slice(0, -1) }],
    );
  });

  it("leaves the system's rows under its own tenant", () => {
    const shadow = defaultTracesOf(stranger);
    expect(shadow).to.have.length(2);
    expectLeft(['llm_usage', { tenant_id: 'default', agent_id: 'default', user_id: 'system' }]);
  });

  it('overwrites what it removes: no free page of the file keeps a token', () => {
    const somebody = makeUser('testuser_2');
    const token = `token-of-${'x'.repeat(40)}`;
    database.insert(...tracesOf(somebody), [
      'user_sessions',
      { tenant_id: somebody.tenantId, user_id: somebody.userId, jwt_token: token },
    ]);
    expect(readFileSync(database.path).includes(token)).to.equal(true);
    purge(database.path, { kind: 'users', users: [somebody] });
    expect(readFileSync(database.path).includes(token)).to.equal(false);
  });

  it('does no harm the second time, and removes what was written again in between', () => {
    database.insert(...tracesOf(mine));
    purgeMine();
    const after = database.snapshot();
    expect(purgeMine().removed).to.deep.equal({});
    database.insert(...defaultTracesOf(mine));
    expect(purgeMine().removed).to.deep.equal({ chat_streams: 1, person_info: 1 });
    expect(database.snapshot()).to.deep.equal(after);
  });

  it('removes nothing for a user who does not exist', () => {
    const before = database.snapshot();
    const nobody = { username: 'nobody', tenantId: makeIdentifier('tenant'), userId: makeIdentifier('user') };
    const report = purge(database.path, { kind: 'users', users: [nobody, { username: 'nobody' }] });
    expect(report.removed).to.deep.equal({});
    expect(report.users).to.deep.equal([{ ...nobody, accountFound: false }]);
    expect(database.snapshot()).to.deep.equal(before);
  });
});
