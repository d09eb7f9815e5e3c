import path from 'node:path';
import pMap from 'p-map';
import { Ledger } from '../cleanup';
import { Configurator } from '../configurator';
import { STANDARD_SETTINGS } from '../settings/specification';
import type { TestAgent, TestUser } from './accounts';
import { CONFIGURATOR_URL, REPLY_URL } from './addresses';
import { makeRunId, makeTag, NameGiver } from './names';
import { Registrar } from './registrar';

export interface TestScenarioOptions {
  /** The configurator, or its address; `http://localhost:8000` unless given. */
  readonly configurator?: Configurator | string;
  /** Users to register; 3 unless given. */
  readonly userCount?: number;
  /** Agents for each of them; 2 unless given. */
  readonly agentsPerUser?: number;
  /** Requests that are under way at once; 8 unless given. */
  readonly concurrency?: number;
  /** Where everything is written down before it is asked for; a new file under `reports/runs` unless given. */
  readonly ledger?: Ledger;
  readonly names?: NameGiver;
}

export interface TestScenario {
  readonly users: readonly TestUser[];
  readonly agents: readonly TestAgent[];
  readonly ledger: Ledger;
}

/** An agent that was created is not the one that is found afterwards. */
export class AgentNotVerified extends Error {
  override readonly name = 'AgentNotVerified';
}

/**
 * Registers users and creates agents for each, going through the templates in turn, and finds every agent again.
 * Everything is in the ledger before it is asked for.
 * @throws ConfiguratorError, ContractViolation or AgentNotVerified at the first thing that does not hold
 */
export async function createTestScenario(options: TestScenarioOptions = {}): Promise<TestScenario> {
  const standard = STANDARD_SETTINGS;
  const {
    userCount = standard.users,
    agentsPerUser = standard.agents,
    concurrency = standard.concurrency,
  } = options;
  const configurator = configuratorOf(options);
  const tag = makeTag();
  const names = options.names ?? new NameGiver(standard.usernamePrefix, tag, standard.password);
  const ledger = options.ledger ?? newLedger(tag, names.prefix, options.configurator);
  const registrar = new Registrar(configurator, ledger);
  const templates = (await configurator.templates()).map((template) => template.template_id).sort();
  const drafts = Array.from({ length: userCount }, () => names.next());

  const users = await pMap(
    drafts,
    async (draft, userIndex): Promise<TestUser> => {
      const session = await registrar.register(draft);
      const {
        tenant_id: tenantId,
        user_id: userId,
        tenant_name: tenantName,
        api_key: apiKey,
      } = session.user_info;
      const token = session.access_token;
      const numbers = Array.from({ length: agentsPerUser }, (_, index) => index);
      const agents = await pMap(
        numbers,
        async (index): Promise<TestAgent> => {
          const templateId = templates[(userIndex * agentsPerUser + index) % templates.length];
          const created = await registrar.createAgent(
            { token, tenantId },
            {
              name: `${draft.username}_agent_${index + 1}`,
              description: '测试Agent',
              ...(templateId === undefined ? {} : { template_id: templateId }),
            },
          );
          return { agentId: created.agent_id, name: created.name, tenantId: created.tenant_id, templateId };
        },
        { concurrency },
      );
      await verify(configurator, token, tenantId, agents);
      const { username, password } = draft;
      return {
        username,
        password,
        tenantId,
        userId,
        tenantName,
        apiKey,
        token,
        refreshToken: session.refresh_token,
        agents,
      };
    },
    { concurrency },
  );
  return { users, agents: users.flatMap((user) => user.agents), ledger };
}

function configuratorOf({ configurator = CONFIGURATOR_URL }: TestScenarioOptions): Configurator {
  if (typeof configurator !== 'string') return configurator;
  return new Configurator({ baseUrl: configurator, timeoutMs: STANDARD_SETTINGS.requestTimeoutMs });
}

function newLedger(tag: string, prefix: string, configurator: TestScenarioOptions['configurator']): Ledger {
  const startedAt = new Date();
  const runId = makeRunId(startedAt, tag);
  return Ledger.create(path.resolve(STANDARD_SETTINGS.reports, 'runs', runId, 'ledger.jsonl'), {
    runId,
    mode: 'library',
    urls: {
      configurator: typeof configurator === 'string' ? configurator : CONFIGURATOR_URL,
      reply: REPLY_URL,
    },
    prefix,
    startedAt: startedAt.toISOString(),
  });
}

/** The tenant's list holds exactly these agents, under this tenant and with these names. */
async function verify(
  configurator: Configurator,
  token: string,
  tenantId: string,
  agents: readonly TestAgent[],
): Promise<void> {
  const found = new Map((await configurator.agents(token)).map((agent) => [agent.agent_id, agent]));
  for (const agent of agents) {
    const listed = found.get(agent.agentId);
    if (listed?.name !== agent.name || listed.tenant_id !== tenantId || agent.tenantId !== tenantId) {
      const seen = listed ? `${listed.agent_id} "${listed.name}" of ${listed.tenant_id}` : 'nothing';
      throw new AgentNotVerified(
        `agent ${agent.agentId} "${agent.name}" of ${tenantId} was created, but the tenant's list has ${seen}`,
      );
    }
  }
  if (found.size !== agents.length) {
    throw new AgentNotVerified(
      `tenant ${tenantId} has ${agents.length} agents, but its list has ${found.size}`,
    );
  }
}
