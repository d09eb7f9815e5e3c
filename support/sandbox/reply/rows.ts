import type { Row } from '../seams';
import { databaseTime, SYSTEM_ID } from '../store';
import type { Message } from './incoming';
import type { Identity } from './key';
import type { Part } from './outgoing';
import type { SpeakingAgent } from './seam-names';
import { personIdOf } from './streams';

/** Where a row belongs: the tenant and the agent by the key, and the stream. */
export interface Place {
  readonly identity: Identity;
  readonly streamId: string;
  /** Seconds since the epoch when the stream was first seen. */
  readonly createdAt: number;
}

/** `chat_streams`: the columns of a stream that a message changes, too. */
export function streamChanges({ user, group }: Message): Row {
  return {
    last_active_time: Date.now() / 1000,
    user_platform: user.platform,
    user_id: user.user_id,
    user_nickname: user.user_nickname ?? '',
    user_cardname: user.user_cardname ?? null,
    group_platform: group?.platform ?? '',
    group_id: group?.group_id ?? '',
    group_name: group?.group_name ?? '',
  };
}

/** `chat_streams`: a dialogue of an agent in a group or in private. */
export function streamRow(message: Message, { identity, streamId, createdAt }: Place): Row {
  return {
    tenant_id: identity.tenantId,
    agent_id: identity.agentId,
    platform: message.platform,
    create_time: createdAt,
    stream_id: streamId,
    ...streamChanges(message),
  };
}

/** `person_info`: whoever spoke, once for a platform. */
export function personRow({ platform, user }: Message, { tenantId }: Identity): Row {
  const now = Date.now() / 1000;
  const name = user.user_nickname ?? '';
  return {
    tenant_id: tenantId,
    is_known: 1,
    person_id: personIdOf(platform, user.user_id),
    person_name: name,
    name_reason: '以用户的昵称称呼',
    platform,
    user_id: user.user_id,
    nickname: name,
    memory_points: '[]',
    know_times: 1,
    know_since: now,
    last_know: now,
  };
}

function userColumns(prefix: string, user: UserColumns | undefined): Row {
  return {
    [`${prefix}user_platform`]: user?.platform ?? null,
    [`${prefix}user_id`]: user?.user_id ?? null,
    [`${prefix}user_nickname`]: user?.user_nickname ?? null,
    [`${prefix}user_cardname`]: user?.user_cardname ?? null,
  };
}

interface UserColumns {
  readonly platform: string;
  readonly user_id: string;
  readonly user_nickname?: string | null | undefined;
  readonly user_cardname?: string | null | undefined;
}

function groupColumns(prefix: string, group: Message['group']): Row {
  return {
    [`${prefix}group_platform`]: group?.platform ?? null,
    [`${prefix}group_id`]: group?.group_id ?? null,
    [`${prefix}group_name`]: group?.group_name ?? null,
  };
}

/** The columns that every row of `messages` of one stream has in common. */
function messageColumns(message: Message, { identity, streamId, createdAt }: Place): Row {
  return {
    tenant_id: identity.tenantId,
    agent_id: identity.agentId,
    platform: message.platform,
    chat_stream_id: streamId,
    chat_id: streamId,
    chat_info_stream_id: streamId,
    chat_info_platform: message.platform,
    ...userColumns('chat_info_', message.user),
    chat_info_user_nickname: message.user.user_nickname ?? '',
    ...groupColumns('chat_info_', message.group),
    chat_info_create_time: createdAt,
    chat_info_last_active_time: Date.now() / 1000,
    is_emoji: 0,
    is_picid: 0,
    is_command: 0,
    is_notify: 0,
    is_at: 0,
    interest_value: 0,
    reply_probability_boost: 0,
    selected_expressions: '',
  };
}

/** `messages`: what a user said. */
export function messageRow(message: Message, place: Place): Row {
  return {
    ...messageColumns(message, place),
    message_id: message.id,
    time: message.time,
    reply_to: '',
    ...userColumns('', message.user),
    ...userColumns('sender_', message.user),
    ...groupColumns('sender_', message.group),
    ...userColumns('receiver_', undefined),
    ...groupColumns('receiver_', undefined),
    processed_plain_text: message.text,
    display_message: '',
    priority_mode: 'interest',
    priority_info: null,
    is_mentioned: null,
    key_words: '[]',
    key_words_lite: '[]',
  };
}

/** `messages`: what the agent said to it. */
export function replyRow(message: Message, place: Place, agent: SpeakingAgent, part: Part): Row {
  const speaker = {
    platform: message.platform,
    user_id: agent.agent_id,
    user_nickname: agent.name,
    user_cardname: agent.name,
  };
  return {
    ...messageColumns(message, place),
    message_id: part.messageId,
    time: part.time,
    reply_to: '',
    ...userColumns('', speaker),
    ...userColumns('sender_', speaker),
    ...groupColumns('sender_', message.group),
    ...userColumns('receiver_', message.group ? undefined : message.user),
    ...groupColumns('receiver_', message.group),
    processed_plain_text: part.text,
    display_message: part.text,
    priority_mode: '',
    priority_info: '{}',
    is_mentioned: 0,
    key_words: '',
    key_words_lite: '',
  };
}

/** `action_records`: a decision of the agent. */
export function actionRow(
  action: 'reply' | 'no_reply',
  { platform }: Message,
  { identity, streamId }: Place,
  moment: number,
): Row {
  const reason = action === 'reply' ? '有人说话，应当回应' : '话已说完，先听着';
  return {
    tenant_id: identity.tenantId,
    agent_id: identity.agentId,
    chat_stream_id: streamId,
    action_id: `tid${moment}`,
    time: Date.now() / 1000,
    action_reasoning: reason,
    action_name: action,
    action_data: '{}',
    action_done: 1,
    action_build_into_prompt: 0,
    action_prompt_display: reason,
    chat_id: streamId,
    chat_info_stream_id: streamId,
    chat_info_platform: platform,
  };
}

/** `llm_usage`: a call of the language model. It belongs to the system and names nobody (contract: database). */
export function usageRow(answer: string, thoughtMs: number): Row {
  return {
    tenant_id: SYSTEM_ID,
    agent_id: SYSTEM_ID,
    platform: 'unknown',
    model_name: 'sandbox',
    model_assign_name: 'sandbox',
    model_api_provider: 'sandbox',
    user_id: 'system',
    request_type: 'replyer',
    endpoint: '/chat/completions',
    prompt_tokens: 0,
    completion_tokens: answer.length,
    total_tokens: answer.length,
    cost: 0,
    time_cost: thoughtMs / 1000,
    status: 'success',
    timestamp: databaseTime(),
  };
}
