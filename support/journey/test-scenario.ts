import path from 'node:path';
import pLimit from 'p-limit';
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
  /** Requests that may be under way at once; 8 unless given. */
  readonly concurrency?: number;
  /** Where everything is written down before it is asked for; a new file under `reports/runs` unless given. */
  readonly ledger?: Ledger;
  readonly names?: NameGiver;
  /** Told of every user and every agent as soon as it is there. */
  readonly onCreated?: (what: 'user' | 'agent') => void;
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

  const request = requester(concurrency);

  const users = await request.all(
    drafts.map(async (draft, userIndex): Promise<TestUser> => {
      const session = await request.one(() => registrar.register(draft));
      options.onCreated?.('user');
      const {
        tenant_id: tenantId,
        user_id: userId,
        tenant_name: tenantName,
        api_key: apiKey,
      } = session.user_info;
      const token = session.access_token;
      const agents = await request.all(
        Array.from({ length: agentsPerUser }, async (_, index): Promise<TestAgent> => {
          const templateId = templates[(userIndex * agentsPerUser + index) % templates.length];
          const draftOfAgent = {
            name: `${draft.username}_agent_${index + 1}`,
            description: '测试Agent',
            ...(templateId === undefined ? {} : { template_id: templateId }),
          };
          const created = await request.one(() => registrar.createAgent({ token, tenantId }, draftOfAgent));
          options.onCreated?.('agent');
          return { agentId: created.agent_id, name: created.name, tenantId: created.tenant_id, templateId };
        }),
      );
      await request.one(() => verify(configurator, token, tenantId, agents));
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
    }),
  );
  return { users, agents: users.flatMap((user) => user.agents), ledger };
}

/** Makes requests, so many at once; after the first failure it begins no other one, and every later one fails as that did. */
interface Requester {
  one<T>(ask: () => Promise<T>): Promise<T>;
  /** All results. A failure is thrown when nothing is under way any more: whoever purges then purges everything. */
  all<T>(results: readonly Promise<T>[]): Promise<T[]>;
}

function requester(concurrency: number): Requester {
  const limit = pLimit(concurrency);
  const halt = new AbortController();
  return {
    one: (ask) =>
      limit(async () => {
        halt.signal.throwIfAborted();
        try {
          return await ask();
        } catch (error) {
          halt.abort(error);
          throw error;
        }
      }),
    all: async (results) => {
      await Promise.allSettled(results);
      halt.signal.throwIfAborted();
      return Promise.all(results);
    },
  };
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
