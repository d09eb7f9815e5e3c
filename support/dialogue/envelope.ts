import { randomUUID } from 'node:crypto';
import { z } from 'zod';

/** The platform that tests speak on. */
export const TEST_PLATFORM = 'test';

export interface Speaker {
  readonly userId: string;
  readonly nickname: string;
}

export interface Group {
  readonly id: string;
  readonly name: string;
}

/** What a message carries: `text` with a string, or one of maim_message's other segments. */
export interface Segment {
  readonly type: string;
  readonly data: unknown;
}

/** A `sys_std` envelope as a client sends it (contract: reply-backend, envelope). */
export interface MessageEnvelope {
  readonly ver: 1;
  readonly msg_id: string;
  readonly type: 'sys_std';
  readonly meta: { readonly sender_user: string; readonly platform: string; readonly timestamp: number };
  readonly payload: {
    readonly message_info: {
      readonly platform: string;
      readonly message_id: string;
      /** Seconds since the epoch. */
      readonly time: number;
      readonly sender_info: {
        readonly user_info: {
          readonly platform: string;
          readonly user_id: string;
          readonly user_nickname: string;
        };
        readonly group_info?: {
          readonly platform: string;
          readonly group_id: string;
          readonly group_name: string;
        };
      };
    };
    readonly message_segment: Segment;
    readonly message_dim: { readonly api_key: string; readonly platform: string };
  };
}

export type MessageContent = { readonly text: string } | { readonly segment: Segment };

export type MessageParts = MessageContent & {
  /** `<tenant_id>:<agent_id>`. */
  readonly key: string;
  /** Default: `test`. */
  readonly platform?: string;
  readonly speaker: Speaker;
  /** Without it the message is private. */
  readonly group?: Group | undefined;
  /** Default: a new UUID. */
  readonly messageId?: string;
};

/** The group that the recorded dialogues of a test user take place in. */
export function testGroup(tenantId: string, username: string): Group {
  return { id: `test_group_${tenantId}`, name: `${username}的测试群` };
}

/** A message ready to be sent; `msg_id` and `message_info.message_id` are the same, as recorded. */
export function makeMessage(parts: MessageParts): MessageEnvelope {
  const { key, platform = TEST_PLATFORM, speaker, group, messageId = randomUUID() } = parts;
  const now = Date.now() / 1000;
  return {
    ver: 1,
    msg_id: messageId,
    type: 'sys_std',
    meta: { sender_user: key, platform, timestamp: now },
    payload: {
      message_info: {
        platform,
        message_id: messageId,
        time: now,
        sender_info: {
          user_info: { platform, user_id: speaker.userId, user_nickname: speaker.nickname },
          ...(group && { group_info: { platform, group_id: group.id, group_name: group.name } }),
        },
      },
      message_segment: 'segment' in parts ? parts.segment : { type: 'text', data: parts.text },
      message_dim: { api_key: key, platform },
    },
  };
}

const identifier = z.string().min(1);
const epochSeconds = z.number().positive();

/** A `sys_ack`; additional fields are allowed. */
export const receiptSchema = z.looseObject({
  ver: z.literal(1),
  msg_id: identifier,
  type: z.literal('sys_ack'),
  meta: z.looseObject({ uuid: identifier, acked_msg_id: identifier, timestamp: epochSeconds }),
  payload: z.looseObject({ status: z.literal('received'), server_timestamp: epochSeconds }),
});

const groupSchema = z.looseObject({ platform: z.string(), group_id: identifier, group_name: z.string() });

const userSchema = z.looseObject({
  platform: z.string(),
  user_id: identifier,
  user_nickname: z.string(),
  user_cardname: z.string().nullish(),
});

/** A `sys_std` from the server: an agent's reply; additional fields are allowed. */
export const replySchema = z.looseObject({
  ver: z.literal(1),
  msg_id: identifier,
  type: z.literal('sys_std'),
  meta: z.looseObject({
    sender_user: z.literal('server'),
    target_user: identifier,
    platform: z.string(),
    timestamp: epochSeconds,
  }),
  payload: z.looseObject({
    message_info: z.looseObject({
      platform: z.string(),
      message_id: identifier,
      time: epochSeconds,
      sender_info: z.looseObject({ user_info: userSchema, group_info: groupSchema.nullish() }),
      receiver_info: z
        .looseObject({ user_info: userSchema.nullish(), group_info: groupSchema.nullish() })
        .nullish(),
    }),
    message_segment: z.looseObject({ type: z.literal('text'), data: z.string() }),
    message_dim: z.looseObject({ api_key: z.string(), platform: z.string() }),
  }),
});

export type ReceiptEnvelope = z.infer<typeof receiptSchema>;
export type ReplyEnvelope = z.infer<typeof replySchema>;

/** The server's word that a frame arrived. It does not say that the frame was understood. */
export interface Receipt {
  readonly ackedMsgId: string;
  /** The server's id of the connection: the `x-uuid` that was sent, or one that it made up. */
  readonly connectionUuid: string;
  /** Milliseconds since the connection was opened. */
  readonly atMs: number;
  readonly envelope: ReceiptEnvelope;
}

/** What an agent said. It does not name the message that it answers. */
export interface Reply {
  readonly text: string;
  readonly agentId: string;
  readonly agentName: string;
  /** `<tenant_id>:<agent_id>` that the reply was sent to. */
  readonly targetUser: string;
  readonly platform: string;
  readonly groupId?: string;
  readonly messageId: string;
  readonly msgId: string;
  /** Milliseconds since the connection was opened. */
  readonly atMs: number;
  readonly envelope: ReplyEnvelope;
}
