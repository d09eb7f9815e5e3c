import { join } from 'node:path';
import { expect } from 'chai';
import { Ledger } from './ledger';
import type { PurgeTarget } from './owners';
import { purge } from './purge';
import { TestDatabase } from './test-database';
import { makeUser, systemTraces, tracesOf } from './test-traces';

const [FRIENDLY, EXPERT] = ['你是一个友好的助手', '你是一位专家'];

describe('The usage counts of templates', () => {
  const mine = makeUser('testuser_1', 3);
  const [first = '', second = ''] = mine.agentIds;
  const byUser: PurgeTarget = { kind: 'users', users: [mine] };
  let database: TestDatabase;
  let ledger: Ledger;

  beforeEach(() => {
    database = new TestDatabase();
    database.insert(...systemTraces());
    ledger = Ledger.create(join(database.directory, 'run.jsonl'), {
      runId: 'r1',
      mode: 'sandbox',
      urls: { configurator: 'http://localhost:1', reply: 'ws://localhost:2' },
      prefix: 'testuser',
      startedAt: '2026-11-22T08:00:00.000Z',
    });
    ledger.userIntended(mine.username);
    ledger.userRegistered(mine);
  });
  afterEach(() => {
    database.remove();
  });

  const addMine = (persona = ''): void => {
    database.insert(...tracesOf(mine, { persona }));
  };
  const made = (agentId: string, templateId?: string): void => {
    ledger.agentCreated(ledger.agentIntended({ tenantId: mine.tenantId, name: 'x', templateId }), agentId);
  };
  const byLedger = (): PurgeTarget => ({ kind: 'ledger', ledger: ledger.read() });
  const counts = (): unknown[] => database.rows('agent_templates').map(({ usage_count }) => usage_count);

  it('go back by one for each agent whose persona is that of the template', () => {
    addMine(FRIENDLY);
    const report = purge(database.path, byUser);
    expect(counts()).to.deep.equal([4, 5]);
    expect(report.usage).to.deep.equal([{ templateId: 'friendly_assistant', from: 7, to: 4 }]);
  });

  it('go back by what the ledger says, whatever the persona is now, and for deleted agents too', () => {
    addMine(EXPERT);
    made(first, 'friendly_assistant');
    made(second);
    made('agent_00000000deleted0', 'friendly_assistant');
    purge(database.path, byLedger());
    expect(counts(), 'one of three is judged by its persona').to.deep.equal([5, 4]);
  });

  it('go back once when an answer was lost, by what was asked for', () => {
    addMine(EXPERT);
    ledger.agentIntended({
      tenantId: mine.tenantId,
      name: 'testuser_1_agent_1',
      templateId: 'friendly_assistant',
    });
    ledger.agentIntended({ tenantId: mine.tenantId, name: 'testuser_1_agent_2' });
    ledger.agentIntended({ tenantId: mine.tenantId, name: 'never made', templateId: 'friendly_assistant' });
    purge(database.path, byLedger());
    expect(counts()).to.deep.equal([6, 4]);
  });

  it('do not go back for an agent that was refused', () => {
    const intent = ledger.agentIntended({
      tenantId: mine.tenantId,
      name: 'x',
      templateId: 'friendly_assistant',
    });
    ledger.agentRefused(intent, 422);
    database.insert(...tracesOf({ ...mine, agentIds: [] }));
    purge(database.path, byLedger());
    expect(counts()).to.deep.equal([7, 5]);
  });

  it('go back exactly once, however often the purge is repeated', () => {
    addMine();
    made(first, 'friendly_assistant');
    for (let i = 0; i < 3; i++) purge(database.path, byLedger());
    expect(counts()).to.deep.equal([6, 5]);
  });

  it('stay when the account is gone, since then they went back with it', () => {
    addMine(FRIENDLY);
    made(first, 'friendly_assistant');
    database.exec('DELETE FROM tenant_users');
    purge(database.path, byLedger());
    purge(database.path, byUser);
    expect(counts()).to.deep.equal([7, 5]);
  });

  it('never fall below zero', () => {
    addMine(FRIENDLY);
    database.exec('UPDATE agent_templates SET usage_count = 2');
    purge(database.path, byUser);
    expect(counts()).to.deep.equal([0, 2]);
  });

  it('stay, and the report says so, when two templates have the persona', () => {
    addMine(FRIENDLY);
    database.insert(['agent_templates', { template_id: 'twin', persona: FRIENDLY, usage_count: 1 }]);
    const { left } = purge(database.path, byUser);
    expect(counts()).to.deep.equal([7, 5, 1]);
    expect(left.map((one) => one.kind === 'usage' && one.agentId)).to.have.members([...mine.agentIds]);
  });

  it('are the same in a dry run, which changes none', () => {
    addMine(FRIENDLY);
    const { usage } = purge(database.path, byUser, { dryRun: true });
    expect(usage).to.deep.equal([{ templateId: 'friendly_assistant', from: 7, to: 4 }]);
    expect(counts()).to.deep.equal([7, 5]);
  });

  it('change nothing else of the template, and do not count for agents of strangers', () => {
    const before = database.rows('agent_templates');
    database.insert(...tracesOf(makeUser('stranger', 2), { persona: FRIENDLY }));
    addMine(EXPERT);
    purge(database.path, byUser);
    const [friendly, expert] = before;
    expect(database.rows('agent_templates')).to.deep.equal([friendly, { ...expert, usage_count: 2 }]);
  });

  it('are not reported for a template that goes itself', () => {
    database.insert([
      'agent_templates',
      { template_id: 'own', persona: 'p', usage_count: 3, created_by: mine.userId },
    ]);
    addMine('p');
    expect(purge(database.path, byUser).usage).to.deep.equal([]);
    expect(counts()).to.deep.equal([7, 5]);
  });
});
