import { createHash } from 'node:crypto';
import { makeIdentifier } from '../basics/identifiers';
import type { Row } from './test-database';

export interface TracedUser {
  readonly username: string;
  readonly tenantId: string;
  readonly userId: string;
  readonly agentIds: readonly string[];
}

/** A row and the table that it belongs in. */
export type Trace = readonly [table: string, row: Row];

export function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

export function makeUser(username: string, agents = 1): TracedUser {
  return {
    username,
    tenantId: makeIdentifier('tenant'),
    userId: makeIdentifier('user'),
    agentIds: Array.from({ length: agents }, () => makeIdentifier('agent')),
  };
}

/** The stream of a user's group with one agent, and its shadow under `default`. */
export function streamsOf({ tenantId }: TracedUser, agentId: string): { own: string; shadow: string } {
  return {
    own: md5(`${agentId}_test_test_group_${tenantId}`),
    shadow: md5(`default_test_test_group_${tenantId}`),
  };
}

export function personOf({ userId }: TracedUser): string {
  return md5(`test_${userId}`);
}

/** The rows that MaiMBot writes when a user registers, makes agents and has one message answered by each (contract: database). */
export function tracesOf(user: TracedUser, options: { createdAt?: string; persona?: string } = {}): Trace[] {
  const { username, tenantId, userId } = user;
  const { createdAt = '2026-11-22 08:00:00.123456', persona = '' } = options;
  const session = { tenant_id: tenantId, user_id: userId };
  const said = { user_id: userId, group_id: `test_group_${tenantId}`, group_name: `${username}的测试群` };
  return [
    ['tenant_users', { ...session, username, tenant_name: `${username}的租户`, created_at: createdAt }],
    ['user_sessions', session],
    ['user_sessions', session],
    ...user.agentIds.flatMap((agentId, index): Trace[] => {
      const stream = streamsOf(user, agentId).own;
      const where = { tenant_id: tenantId, agent_id: agentId, chat_stream_id: stream };
      const talk = {
        ...where,
        chat_id: stream,
        chat_info_stream_id: stream,
        chat_info_user_id: userId,
        chat_info_group_id: said.group_id,
      };
      return [
        [
          'agents',
          { tenant_id: tenantId, agent_id: agentId, name: `${username}_agent_${index + 1}`, persona },
        ],
        ['chat_streams', { ...where, stream_id: stream, ...said }],
        ['messages', { ...talk, user_id: userId, processed_plain_text: '你好' }],
        ['messages', { ...talk, user_id: agentId, processed_plain_text: '我是麦麦' }],
        ['action_records', { ...where, action_name: 'reply' }],
        ['action_records', { ...where, action_name: 'no_reply' }],
        ['memory_chest', { ...where, memory_scope: `${tenantId}:${agentId}:test:global` }],
        ['llm_usage', { tenant_id: 'default', agent_id: 'default', user_id: 'system' }],
      ];
    }),
    ...defaultTracesOf(user),
  ];
}

/** The rows under `default` that name the user. */
export function defaultTracesOf(user: TracedUser): Trace[] {
  if (user.agentIds.length === 0) return [];
  const { username, tenantId, userId } = user;
  const shadow = streamsOf(user, '').shadow;
  return [
    [
      'chat_streams',
      {
        tenant_id: 'default',
        agent_id: 'default',
        stream_id: shadow,
        chat_stream_id: shadow,
        user_id: userId,
        user_nickname: username,
        group_id: `test_group_${tenantId}`,
      },
    ],
    [
      'person_info',
      {
        tenant_id: 'default',
        person_id: personOf(user),
        person_name: username,
        nickname: username,
        user_id: userId,
      },
    ],
  ];
}

/** The traces that name the user: all but those of the language model. */
export function ownTracesOf(user: TracedUser): Trace[] {
  return tracesOf(user).filter(([table]) => table !== 'llm_usage');
}

/** Two of the templates that come with the system. */
export const TEMPLATES: readonly Row[] = [
  {
    template_id: 'friendly_assistant',
    name: '友好助手',
    persona: '你是一个友好的助手',
    usage_count: 7,
    is_system: 1,
  },
  {
    template_id: 'professional_expert',
    name: '专业专家',
    persona: '你是一位专家',
    usage_count: 5,
    is_system: 1,
  },
];

/** What a fresh system holds: its default agent, its templates, its own use of the language model. */
export function systemTraces(): Trace[] {
  return [
    ['agents', { tenant_id: 'default', agent_id: 'default', name: '麦麦', persona: '默认' }],
    ['llm_usage', { tenant_id: 'default', agent_id: 'default', user_id: 'system' }],
    ...TEMPLATES.map((template): Trace => ['agent_templates', template]),
  ];
}
