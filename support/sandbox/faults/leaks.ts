import type { Message } from '../reply/incoming';
import { readKey, type Identity } from '../reply/key';
import type { Catalogue } from './fault';
import { deem, misanswer, redeliver, reread, rewrite } from './seam-tools';

const FOREIGN = 'No tenant reads, changes or removes what belongs to another';
const OWN_LISTS = 'What a tenant lists and counts is its own';
const FOREIGN_DIALOGUE = 'No tenant hears or speaks in the dialogues of another';
const OTHER_AGENT = 'No agent gets the dialogue of another agent of its tenant';
const STORED = 'Whatever is stored of a tenant is stored under this tenant';

const verbIs = (verb: string) => (about: Readonly<Record<string, unknown>>) => about.verb === verb;

interface PeerDescription {
  readonly id: string;
  readonly key: string;
}

const tenantOf = (key: string): string => key.split(':')[0] ?? '';

/** The tenant that was the first one to come by, for faults that mix tenants up. */
function firstTenant(): (tenantId: string) => string {
  let first: string | undefined;
  return (tenantId) => (first ??= tenantId);
}

function firstSeenScope(table: string) {
  const first = firstTenant();
  return reread({
    'tenant.scope': (tenant, about) => (about.table === table && tenant !== null ? first(tenant) : tenant),
  });
}

/** What belongs to one tenant and reaches another. */
export const leakFaults = {
  'message-for-another-key': {
    about: 'a message is heard in the dialogue whose key it names, whoever sent it',
    noticedBy: FOREIGN_DIALOGUE,
    seams: {
      read: reread({
        'reply.speaker': (identity, { message }) => readKey((message as Message).dim.key) ?? identity,
      }),
    },
  },
  'agent-read-by-all': {
    about: "a tenant can look at another tenant's agent",
    noticedBy: FOREIGN,
    seams: { check: deem(true, 'agent.belongs-to-tenant', verbIs('get')) },
  },
  'agent-changed-by-all': {
    about: "a tenant can change another tenant's agent",
    noticedBy: FOREIGN,
    seams: { check: deem(true, 'agent.belongs-to-tenant', verbIs('update')) },
  },
  'agent-removed-by-all': {
    about: "a tenant can remove another tenant's agent",
    noticedBy: FOREIGN,
    seams: { check: deem(true, 'agent.belongs-to-tenant', verbIs('delete')) },
  },
  'foreign-agent-is-forbidden': {
    about: "a tenant is told that another tenant's agent exists (403 instead of 404)",
    noticedBy: FOREIGN,
    seams: {
      answer: (_endpoint, answer, about) =>
        about?.refusedBy === 'agent.belongs-to-tenant'
          ? { ...answer, status: 403, body: { detail: '没有权限访问该Agent' } }
          : answer,
    },
  },
  'list-of-all-agents': {
    about: "the list of agents holds every tenant's agents",
    noticedBy: OWN_LISTS,
    seams: {
      read: reread({
        'tenant.scope': (tenant, { table, endpoint }) =>
          table === 'agents' && String(endpoint).endsWith('/agents/') ? null : tenant,
      }),
    },
  },
  'list-of-first-tenant': {
    about: 'the list of agents is kept in a cache that all tenants share',
    noticedBy: OWN_LISTS,
    seams: { read: firstSeenScope('agents') },
  },
  'agents-of-all-counted': {
    about: "the statistics count every tenant's agents",
    noticedBy: OWN_LISTS,
    seams: {
      read: reread({
        'tenant.scope': (tenant, { table, endpoint }) =>
          table === 'agents' && String(endpoint).endsWith('/stats') ? null : tenant,
      }),
    },
  },
  'messages-of-all-counted': {
    about: "the statistics count every tenant's messages",
    noticedBy: OWN_LISTS,
    seams: {
      read: reread({ 'tenant.scope': (tenant, { table }) => (table === 'messages' ? null : tenant) }),
    },
  },
  'calls-of-all-counted': {
    about: "the statistics count every tenant's calls of the language model",
    noticedBy: OWN_LISTS,
    seams: {
      read: reread({ 'tenant.scope': (tenant, { table }) => (table === 'llm_usage' ? null : tenant) }),
    },
  },
  'statistics-name-another-tenant': {
    about: 'the statistics bear the name of the tenant that asked for them first',
    noticedBy: OWN_LISTS,
    seams: {
      answer: (() => {
        const first = firstTenant();
        return misanswer('GET /api/v1/tenant/stats', ({ tenant_id }) => ({
          tenant_id: first(String(tenant_id)),
        }));
      })(),
    },
  },
  'tenant-is-the-first-one': {
    about: "the tenant's data is kept in a cache that all tenants share",
    noticedBy: FOREIGN,
    seams: { answer: cached('GET /api/v1/tenant/') },
  },
  'profile-is-the-first-one': {
    about: 'the profile is kept in a cache that all users share',
    noticedBy: FOREIGN,
    seams: { answer: cached('GET /api/v1/auth/me') },
  },
  'api-key-is-the-first-one': {
    about: "another tenant's API key is shown",
    noticedBy: FOREIGN,
    seams: { answer: cached('GET /api/v1/tenant/api-key') },
  },
  'replies-to-all-tenants': {
    about: 'a reply goes to every connection that is open, of whatever tenant',
    noticedBy: FOREIGN_DIALOGUE,
    seams: {
      read: reread({
        'reply.audience': (_audience, { connections }) =>
          (connections as readonly PeerDescription[]).map(({ id }) => id),
      }),
    },
  },
  'replies-to-all-agents-of-tenant': {
    about: "a reply goes to the dialogues of the tenant's other agents too",
    noticedBy: OTHER_AGENT,
    seams: {
      read: reread({
        'reply.audience': (_audience, { connections, identity }) =>
          (connections as readonly PeerDescription[])
            .filter(({ key }) => tenantOf(key) === (identity as Identity).tenantId)
            .map(({ id }) => id),
      }),
    },
  },
  'receipts-to-all-tenants': {
    about: 'a receipt goes to every connection that is open, of whatever tenant',
    noticedBy: FOREIGN_DIALOGUE,
    seams: {
      deliver: redeliver('receipt', ([receipt], { connections }) =>
        receipt ? (connections as readonly PeerDescription[]).map(({ id }) => ({ ...receipt, to: id })) : [],
      ),
    },
  },
  'heard-from-another-tenant': {
    about: 'an agent answers what was said to an agent of another tenant just before',
    noticedBy: FOREIGN_DIALOGUE,
    seams: { read: heardBefore(({ tenantId }, last) => tenantId !== last.tenantId) },
  },
  'heard-from-another-agent': {
    about: "an agent answers what was said to the tenant's other agent just before",
    noticedBy: OTHER_AGENT,
    seams: {
      read: heardBefore(
        ({ tenantId, agentId }, last) => tenantId === last.tenantId && agentId !== last.agentId,
      ),
    },
  },
  'messages-under-shared-tenant': {
    about: 'what is said is stored under a tenant that all share',
    noticedBy: STORED,
    seams: { write: rewrite('messages', (row) => [{ ...row, tenant_id: 'default' }]) },
  },
  'messages-under-first-tenant': {
    about: 'what is said is stored under the tenant that spoke first',
    noticedBy: STORED,
    seams: {
      write: (() => {
        const first = firstTenant();
        return rewrite('messages', (row) => [{ ...row, tenant_id: first(String(row.tenant_id)) }]);
      })(),
    },
  },
  'replies-under-shared-tenant': {
    about: 'what an agent answers is stored under a tenant that all share',
    noticedBy: STORED,
    seams: {
      write: rewrite('messages', (row, { said }) => [
        said === 'reply' ? { ...row, tenant_id: 'default' } : row,
      ]),
    },
  },
  'decisions-under-shared-tenant': {
    about: "an agent's decisions are stored under a tenant that all share",
    noticedBy: STORED,
    seams: { write: rewrite('action_records', (row) => [{ ...row, tenant_id: 'default' }]) },
  },
  'streams-under-shared-tenant': {
    about: 'a dialogue is stored under a tenant that all share',
    noticedBy: STORED,
    seams: { write: rewrite('chat_streams', (row) => [{ ...row, tenant_id: 'default' }]) },
  },
  'sessions-under-shared-tenant': {
    about: "a user's session is stored under a tenant that all share",
    noticedBy: STORED,
    seams: { write: rewrite('user_sessions', (row) => [{ ...row, tenant_id: 'default' }]) },
  },
  'agents-under-shared-tenant': {
    about: 'a new agent is stored a second time, under a tenant that all share',
    noticedBy: STORED,
    seams: {
      write: rewrite('agents', (row) =>
        row.tenant_id === 'default'
          ? [row]
          : [row, { ...row, tenant_id: 'default', agent_id: `${String(row.agent_id)}_copy` }],
      ),
    },
  },
  'messages-of-another-agent': {
    about: "what is said to one agent is stored as the dialogue of the tenant's agent that spoke first",
    noticedBy: OTHER_AGENT,
    seams: {
      write: (() => {
        const agents = new Map<string, string>();
        return rewrite('messages', (row) => {
          const tenant = String(row.tenant_id);
          const first = agents.get(tenant) ?? String(row.agent_id);
          agents.set(tenant, first);
          return [{ ...row, agent_id: first }];
        });
      })(),
    },
  },
  'one-stream-for-all-agents': {
    about: "the dialogues of a tenant's agents are one stream",
    noticedBy: OTHER_AGENT,
    seams: {
      read: reread({
        'reply.stream-id': (_id, { identity }) => `stream_${(identity as Identity).tenantId}`,
      }),
    },
  },
} satisfies Catalogue;

/** The first answer of an endpoint is given to everybody after. */
function cached(endpoint: Parameters<typeof misanswer>[0]) {
  let first: unknown;
  return misanswer(endpoint, (body) => (first ??= body) as typeof body);
}

/** What an agent hears is what was said last, where that was said to somebody else in this sense. */
function heardBefore(isOther: (now: Identity, last: Identity) => boolean) {
  let last: { identity: Identity; text: string } | undefined;
  return reread({
    'reply.heard': (heard, about) => {
      const identity = about.identity as Identity;
      const before = last;
      last = { identity, text: (about.message as Message).text };
      return before && isOther(identity, before.identity) ? before.text : heard;
    },
  });
}
