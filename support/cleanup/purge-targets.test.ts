import { join } from 'node:path';
import { expect } from 'chai';
import { PurgeRefusedError } from './errors';
import { Ledger } from './ledger';
import type { PurgeTarget } from './owners';
import { purge } from './purge';
import type { PurgeReport } from './purge-report';
import { TestDatabase } from './test-database';
import { makeUser, md5, systemTraces, type Trace, type TracedUser, tracesOf } from './test-traces';

describe('The target of a purge', () => {
  let database: TestDatabase;
  beforeEach(() => {
    database = new TestDatabase();
    database.insert(...systemTraces());
  });
  afterEach(() => {
    database.remove();
  });

  const add = (user: TracedUser, createdAt?: string): void => {
    database.insert(...tracesOf(user, createdAt === undefined ? {} : { createdAt }));
  };
  const usernames = (): unknown[] => database.rows('tenant_users').map(({ username }) => username);
  const purgeTarget = (target: PurgeTarget): PurgeReport => purge(database.path, target);

  describe('by tenant id', () => {
    it('removes these tenants and no others', () => {
      const [one, two, three] = [makeUser('a'), makeUser('b'), makeUser('c')];
      for (const user of [one, two, three]) add(user);
      purgeTarget({ kind: 'tenants', tenantIds: [one.tenantId, three.tenantId] });
      expect(usernames()).to.deep.equal(['b']);
    });

    it('removes what is left of a tenant whose account is gone', () => {
      const user = makeUser('a');
      add(user);
      database.exec('DELETE FROM tenant_users');
      const { removed } = purgeTarget({ kind: 'tenants', tenantIds: [user.tenantId] });
      expect(removed).to.include({ agents: 1, messages: 2, action_records: 2, chat_streams: 2 });
    });

    for (const tenantId of [
      'default',
      '',
      '%',
      'tenant_',
      'tenant_0123456789ABCDEF',
      'tenant_0123456789abcdef0',
    ]) {
      it(`refuses ${JSON.stringify(tenantId)}, which is no test's tenant`, () => {
        const before = database.snapshot();
        for (const target of [
          { kind: 'tenants', tenantIds: [tenantId] },
          { kind: 'users', users: [{ username: 'x', tenantId }] },
        ] satisfies PurgeTarget[]) {
          expect(() => purgeTarget(target)).to.throw(PurgeRefusedError, 'not the id of a test');
        }
        expect(database.snapshot()).to.deep.equal(before);
      });
    }
  });

  describe('by username prefix', () => {
    const cases: readonly [string, string[], string[]][] = [
      ['testuser', ['testuser', 'testuser_1', 'testuser的'], ['atestuser', 'Testuser_1', 'testuse']],
      ['test_', ['test_', 'test_1'], ['testA1', 'test-1', 'TEST_1']],
      ['te%', ['te%', 'te%x'], ['test', 'te', 'te\\%']],
      ['t*t?', ['t*t?', 't*t?x'], ['text', 'ttt?']],
      [`t'"`, [`t'"; DROP TABLE agents`], ['t']],
      ['测试用', ['测试用户', '测试用'], ['测试', '測試用戶']],
      ['ÀÉÎ', ['ÀÉÎ_1'], ['àéî_1', 'AEI_1', 'A\u0300E\u0301I\u0302']],
      ['   ', ['   ', '   x'], ['  ', 'x   ']],
    ];
    for (const [prefix, hit, missed] of cases) {
      it(`takes ${JSON.stringify(prefix)} literally`, () => {
        for (const username of [...hit, ...missed]) add(makeUser(username, 0));
        purgeTarget({ kind: 'prefix', prefix });
        expect(usernames()).to.deep.equal(missed);
      });
    }

    for (const prefix of ['', 't', 'te', '测试', '😀😀']) {
      it(`refuses ${JSON.stringify(prefix)}, which is shorter than three characters`, () => {
        add(makeUser(`${prefix}x`));
        const before = database.snapshot();
        expect(() => purgeTarget({ kind: 'prefix', prefix })).to.throw(PurgeRefusedError, 'at least 3');
        expect(database.snapshot()).to.deep.equal(before);
      });
    }

    it("leaves an account with ids of the system's, and says so", () => {
      add({ ...makeUser('testuser_odd', 0), tenantId: 'default', userId: 'default' });
      const before = database.snapshot();
      const { left } = purgeTarget({ kind: 'prefix', prefix: 'testuser' });
      expect(left).to.have.length(1);
      expect(left[0]).to.deep.include({ kind: 'user', username: 'testuser_odd' });
      expect(database.snapshot()).to.deep.equal(before);
    });
  });

  describe('by user', () => {
    it('finds a user by the exact name when the ids are not known', () => {
      for (const username of ['testuser_1', 'testuser_10', 'TESTUSER_1', 'testuser_1 ', 'testuser%1']) {
        add(makeUser(username, 0));
      }
      purgeTarget({ kind: 'users', users: [{ username: 'testuser_1' }] });
      expect(usernames()).to.deep.equal(['testuser_10', 'TESTUSER_1', 'testuser_1 ', 'testuser%1']);
    });

    it('leaves a user whose ids were given under another name, and says so', () => {
      const [stranger, mine] = [makeUser('stranger'), makeUser('mine')];
      add(stranger);
      add(mine);
      const { left } = purgeTarget({ kind: 'users', users: [{ ...mine, tenantId: stranger.tenantId }] });
      expect(usernames()).to.deep.equal(['stranger']);
      expect(database.rows('agents').map(({ tenant_id }) => tenant_id)).to.include(stranger.tenantId);
      expect(left.map(({ reason }) => reason).join()).to.contain('those of another user');
    });
  });

  describe('by ledger', () => {
    const SENT = new Date('2026-11-22T08:00:10.000Z');
    let ledger: Ledger;
    beforeEach(() => {
      ledger = Ledger.create(join(database.directory, 'run.jsonl'), {
        runId: 'r1',
        mode: 'sandbox',
        urls: { configurator: 'http://localhost:1', reply: 'ws://localhost:2' },
        prefix: 'testuser',
        startedAt: SENT.toISOString(),
      });
    });

    const purgeLedger = (...only: string[]): PurgeReport =>
      purgeTarget({ kind: 'ledger', ledger: ledger.read(), ...(only.length > 0 && { usernames: only }) });
    const register = (user: TracedUser): void => {
      ledger.userIntended(user.username, SENT);
      ledger.userRegistered(user);
      add(user);
    };

    it('removes all users of the run, or those that are named, and no stranger', () => {
      const [one, two, stranger] = [makeUser('testuser_1'), makeUser('testuser_2'), makeUser('testuser_12')];
      for (const user of [one, two]) register(user);
      add(stranger);
      purgeLedger('testuser_2');
      expect(usernames()).to.deep.equal(['testuser_1', 'testuser_12']);
      const report = purgeLedger();
      expect(usernames()).to.deep.equal(['testuser_12']);
      expect(report.target).to.deep.equal({
        kind: 'ledger',
        runId: 'r1',
        usernames: ['testuser_1', 'testuser_2'],
      });
    });

    it('removes what MaiMBot keeps under its own tenant of a user who bears the tag of the run, told by the name alone', () => {
      const tagged = Ledger.create(join(database.directory, 'tagged.jsonl'), {
        ...ledger.read().header,
        runId: '20261122_080000_k3x9q2',
      });
      const [mine, plain] = [makeUser('testuser_k3x9q2_1'), makeUser('testuser_1')];
      for (const user of [mine, plain]) {
        tagged.userIntended(user.username, SENT);
        tagged.userRegistered(user);
        add(user);
      }
      const names = ['testuser_k3x9q2_1', 'testuser_k3x9q2_10', 'testuser_k3x9q2_1 ', 'testuser_1'];
      const people = (tenant: string): Trace[] =>
        names.map((name) => [
          'person_info',
          { tenant_id: tenant, person_id: md5(`${tenant} ${name}`), user_id: "['小明']", nickname: name },
        ]);
      database.insert(...people('default'), ...people('tenant_ffffffffffffffff'));
      purgeTarget({ kind: 'ledger', ledger: tagged.read() });
      const left = database
        .rows('person_info')
        .filter(({ user_id }) => user_id === "['小明']")
        .map(({ tenant_id, nickname }) => [tenant_id, nickname]);
      expect(left).to.have.deep.members([
        ...names.slice(1).map((name) => ['default', name]),
        ...names.map((name) => ['tenant_ffffffffffffffff', name]),
      ]);
    });

    it('finishes a user again that was purged before', () => {
      const user = makeUser('testuser_1');
      register(user);
      ledger.purged(['testuser_1']);
      purgeLedger();
      expect(usernames()).to.deep.equal([]);
    });

    it('finds a user whose answer was lost by the name', () => {
      ledger.userIntended('testuser_1', SENT);
      add(makeUser('testuser_1'), '2026-11-22 08:00:10.500000');
      const { left } = purgeLedger();
      expect(usernames()).to.deep.equal([]);
      expect(left).to.deep.equal([]);
    });

    const times: readonly [string, string, boolean][] = [
      ['a clock that is two seconds behind', '2026-11-22 08:00:08.000000', true],
      ['no fraction of a second', '2026-11-22 08:00:11', true],
      ['the time zone given', '2026-11-22T16:00:11+08:00', true],
      ['a creation before the intent', '2026-11-22 08:00:07.999000', false],
      ['a creation the day before', '2026-11-21 20:00:00.000000', false],
      ['a creation long after the answer was lost', '2026-11-22 08:10:10.001000', false],
      ['an unreadable time', 'yesterday', false],
    ];
    for (const [what, createdAt, taken] of times) {
      it(`${taken ? 'takes' : 'leaves and reports'} a user of that name with ${what}`, () => {
        ledger.userIntended('testuser_1', SENT);
        add(makeUser('testuser_1'), createdAt);
        const { left } = purgeLedger();
        expect(usernames()).to.deep.equal(taken ? [] : ['testuser_1']);
        expect(left.map(({ kind }) => kind)).to.deep.equal(taken ? [] : ['user']);
      });
    }

    it('never touches the user of a name that was refused', () => {
      ledger.userIntended('testuser_1', SENT);
      ledger.userRefused('testuser_1', 409);
      add(makeUser('testuser_1'), '2026-11-22 08:00:11.000000');
      expect(purgeLedger()).to.deep.include({ removed: {}, left: [] });
      expect(usernames()).to.deep.equal(['testuser_1']);
    });

    it("leaves a stranger whose ids the backend gave for the run's user, and finds the user by name", () => {
      const [stranger, mine] = [makeUser('stranger'), makeUser('testuser_1')];
      add(stranger);
      add(mine, '2026-11-22 08:00:11.000000');
      ledger.userIntended('testuser_1', SENT);
      ledger.userRegistered({ ...stranger, username: 'testuser_1' });
      const intent = ledger.agentIntended({ tenantId: mine.tenantId, name: 'x' });
      ledger.agentCreated(intent, stranger.agentIds[0] ?? '');
      purgeLedger();
      expect(usernames()).to.deep.equal(['stranger']);
      expect(database.rows('messages')).to.have.length(2);
      expect(database.rows('person_info')).to.have.length(1);
    });

    it("leaves a stranger's agent that the backend gave for the run's", () => {
      const [stranger, mine] = [makeUser('stranger'), makeUser('testuser_1')];
      add(stranger);
      register(mine);
      const intent = ledger.agentIntended({ tenantId: mine.tenantId, name: 'x' });
      ledger.agentCreated(intent, stranger.agentIds[0] ?? '');
      purgeLedger();
      expect(database.rows('agents').map(({ tenant_id }) => tenant_id)).to.include(stranger.tenantId);
      expect(database.rows('messages')).to.have.length(2);
    });

    it('removes the rows of an agent that was deleted before, wherever they are', () => {
      const mine = makeUser('testuser_1');
      register(mine);
      const [agentId = ''] = mine.agentIds;
      ledger.agentCreated(ledger.agentIntended({ tenantId: mine.tenantId, name: 'x' }), agentId);
      database.exec("DELETE FROM agents WHERE agent_id <> 'default'");
      database.insert(['jargon', { tenant_id: 'default', agent_id: agentId }]);
      expect(purgeLedger().removed).to.include({ jargon: 1 });
    });

    it('leaves and reports a template that is in the ledger and has another author', () => {
      const mine = makeUser('testuser_1', 0);
      register(mine);
      for (const templateId of ['mine', 'theirs', 'never made']) ledger.templateIntended(templateId);
      database.insert(
        ['agent_templates', { template_id: 'mine', created_by: mine.userId }],
        ['agent_templates', { template_id: 'theirs', created_by: 'somebody' }],
      );
      const { left, removed } = purgeLedger();
      expect(removed).to.include({ agent_templates: 1 });
      expect(left.map((one) => one.kind === 'template' && one.templateId)).to.deep.equal(['theirs']);
    });

    it('has nothing to say about templates of the ledger when it is aimed at some of its users', () => {
      const mine = makeUser('testuser_1', 0);
      register(mine);
      ledger.templateIntended('of another user');
      database.insert(['agent_templates', { template_id: 'of another user', created_by: 'somebody' }]);
      const target = { kind: 'ledger', ledger: ledger.read(), usernames: ['testuser_1'] } as const;
      expect(purgeTarget(target).left).to.deep.equal([]);
    });
  });
});
