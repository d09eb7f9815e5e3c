import { createHash } from 'node:crypto';
import type { Seams } from '../seams';
import type { Message } from '../reply/incoming';
import type { SpeakingAgent } from '../reply/seam-names';
import { reread } from './seam-tools';

/** The agent that the real system falls back on (recorded). */
const systemAgent: SpeakingAgent = {
  tenant_id: 'default',
  agent_id: 'default',
  name: 'Default Agent',
  persona: '系统自带的智能体',
  config_overrides: null,
};

const isSystemAgent = (agent: unknown): boolean =>
  (agent as SpeakingAgent | undefined)?.agent_id === systemAgent.agent_id;

const ofNobody = new Set(['reply.agent-belongs-to-tenant', 'reply.account-active']);

/** Defects of the real reply backend (contract: known-defects), put into the sandbox through its seams. */
export const replyDefects = {
  D10: {
    // Nothing of the key is looked up: it may also pair a tenant with the agent of another (seen on the real backend).
    read: reread({ 'reply.agent': (agent) => agent ?? systemAgent }),
    check: (name, verdict, about) =>
      verdict ||
      name === 'reply.agent-belongs-to-tenant' ||
      (name === 'reply.account-active' && isSystemAgent(about?.agent)),
  },
  D12: {
    read: reread({
      'reply.identity': (identity, { key }) =>
        String(key).startsWith('mb_') ? { tenantId: 'default', agentId: 'default' } : identity,
    }),
    check: (name, verdict, about) => verdict || (ofNobody.has(name) && isSystemAgent(about?.agent)),
  },
  D13: { read: reread({ 'reply.connection-id': (_id, { uuid }) => String(uuid) }) },
  D14: {
    check: (name, verdict, about) =>
      verdict && (name !== 'reply.agent-speaks' || (about?.message as Message).group !== undefined),
  },
  D15: {
    write: (table, row) => {
      if (table === 'person_info') return [{ ...row, tenant_id: 'default' }];
      if (table !== 'chat_streams') return [row];
      const stream_id = createHash('md5')
        .update(`default_${String(row.stream_id)}`)
        .digest('hex');
      return [row, { ...row, tenant_id: 'default', agent_id: 'default', stream_id }];
    },
  },
} satisfies Record<string, Partial<Seams>>;
