import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { makeIdentifier } from '../basics/identifiers';
import { until } from '../basics/wait';
import { Ledger } from '../cleanup';
import { Configurator } from '../configurator';
import type { Agent } from '../configurator/schemas';
import { sampleAgent } from '../configurator/testing/samples';
import { sendJson } from '../configurator/testing/scripted-http';
import { NameGiver } from './names';
import { AgentNotVerified, createTestScenario, type TestScenarioOptions } from './test-scenario';
import { type Behaviour, type SmallConfigurator, startSmallConfigurator } from './testing/small-configurator';

async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('A test scenario', () => {
  let folder: string;
  let ledger: Ledger;
  let server: SmallConfigurator;
  let refused = false;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'scenario-'));
    ledger = Ledger.create(path.join(folder, 'ledger.jsonl'), {
      runId: 'run',
      mode: 'test',
      urls: { configurator: 'http://x', reply: 'ws://x' },
      prefix: 'testuser',
      startedAt: new Date().toISOString(),
    });
  });
  afterEach(async () => {
    await server.close();
    rmSync(folder, { recursive: true });
  });

  async function create(
    behaviour: Behaviour,
    options: TestScenarioOptions = {},
  ): ReturnType<typeof createTestScenario> {
    server = await startSmallConfigurator(behaviour);
    const names = new NameGiver('testuser', 'tag', 'geheim-4711');
    return createTestScenario({ configurator: server.baseUrl, ledger, names, ...options });
  }

  it('has so many users with so many agents, the templates in turn, all of it in the ledger', async () => {
    const { users, agents, ledger: used } = await create({}, { userCount: 2, agentsPerUser: 2 });
    expect(users.map(({ username }) => username)).to.deep.equal(['testuser_tag_001', 'testuser_tag_002']);
    expect(agents.map(({ name, templateId }) => [name, templateId])).to.deep.equal([
      ['testuser_tag_001_agent_1', 'a_template'],
      ['testuser_tag_001_agent_2', 'b_template'],
      ['testuser_tag_002_agent_1', 'c_template'],
      ['testuser_tag_002_agent_2', 'a_template'],
    ]);
    for (const user of users) {
      expect(user.agents.map(({ tenantId }) => tenantId)).to.deep.equal([user.tenantId, user.tenantId]);
      expect(user).to.include({ password: 'geheim-4711' });
    }
    expect(new Set(users.map(({ tenantId }) => tenantId)).size).to.equal(2);
    expect(used).to.equal(ledger);
    const written = ledger
      .read()
      .users.map((user) => [user.username, user.state, user.agents.map((agent) => agent.agentId)]);
    expect(written).to.have.deep.members(
      users.map((user) => [user.username, 'registered', user.agents.map(({ agentId }) => agentId)]),
    );
  });

  it('asks for each agent from the template that it says it is from', async () => {
    const { agents } = await create({}, { userCount: 3, agentsPerUser: 2 });
    const asked = server.arrived
      .filter(({ method, path: where }) => method === 'POST' && where === '/api/v1/agents/')
      .map(({ body }) => JSON.parse(body) as { name: string; template_id: string })
      .map(({ name, template_id }) => [name, template_id]);
    expect(asked).to.have.deep.members(agents.map(({ name, templateId }) => [name, templateId]));
  });

  it('has agents without a template where there are none', async () => {
    const { agents } = await create({ templates: [] }, { userCount: 1, agentsPerUser: 1 });
    expect(agents[0]?.templateId).to.equal(undefined);
  });

  const lists: [string, (agents: readonly Agent[]) => readonly Agent[], RegExp][] = [
    ['misses an agent', (agents) => agents.slice(1), /was created, but the tenant's list has nothing$/],
    ['is empty', () => [], /list has nothing$/],
    ['holds one more', (agents) => [...agents, sampleAgent()], /has 2 agents, but its list has 3$/],
    [
      'has an agent under another name',
      (agents) => agents.map((agent) => ({ ...agent, name: '别名' })),
      /"别名"/,
    ],
    [
      'has an agent under another tenant',
      (agents) => agents.map((agent) => ({ ...agent, tenant_id: makeIdentifier('tenant') })),
      /of tenant_/,
    ],
  ];
  for (const [what, list, complaint] of lists) {
    it(`is not verified when the tenant's list ${what}`, async () => {
      const failure = await failureOf(create({ list }, { userCount: 1, agentsPerUser: 2 }));
      expect(failure).to.be.instanceOf(AgentNotVerified);
      expect(String(failure)).to.match(complaint);
    });
  }

  it('is given up at the first refusal, and nothing is under way any more or begun afterwards', async () => {
    const failure = await failureOf(
      create(
        {
          before: async ({ path: where, body }, response) => {
            if (where !== '/api/v1/auth/register') return true;
            if (!body.includes('_002"')) {
              // The others are answered only after the refusal is on its way.
              await until(() => (refused ? true : undefined), { what: 'the refusal', deadlineMs: 10_000 });
              return true;
            }
            sendJson(response, 409, { detail: '用户名已存在' });
            refused = true;
            return false;
          },
        },
        { userCount: 9, concurrency: 3 },
      ),
    );
    expect(failure).to.include({ name: 'ConfiguratorError', status: 409 });
    const { users } = ledger.read();
    expect(users.map(({ username, state }) => [username, state])).to.have.deep.members([
      ['testuser_tag_001', 'registered'],
      ['testuser_tag_002', 'refused'],
      ['testuser_tag_003', 'registered'],
    ]);
    expect(users.flatMap(({ agents }) => agents)).to.deep.equal([]);
    expect(server.underWay()).to.equal(0);
  });

  it('has as many requests under way as it may, and never more', async () => {
    server = await startSmallConfigurator();
    const configurator = new CountingConfigurator({ baseUrl: server.baseUrl, timeoutMs: 20_000 });
    await createTestScenario({ configurator, ledger, userCount: 4, agentsPerUser: 4, concurrency: 3 });
    expect(configurator.most).to.equal(3);
  });
});

/** Knows the most requests that were ever under way at once. */
class CountingConfigurator extends Configurator {
  most = 0;
  private current = 0;

  override register(...args: Parameters<Configurator['register']>): ReturnType<Configurator['register']> {
    return this.counted(super.register(...args));
  }

  override createAgent(
    ...args: Parameters<Configurator['createAgent']>
  ): ReturnType<Configurator['createAgent']> {
    return this.counted(super.createAgent(...args));
  }

  override agents(...args: Parameters<Configurator['agents']>): ReturnType<Configurator['agents']> {
    return this.counted(super.agents(...args));
  }

  private async counted<T>(answer: Promise<T>): Promise<T> {
    this.current += 1;
    this.most = Math.max(this.most, this.current);
    try {
      return await answer;
    } finally {
      this.current -= 1;
    }
  }
}
