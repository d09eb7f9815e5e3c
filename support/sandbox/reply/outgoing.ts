import { randomUUID } from 'node:crypto';
import type { Message } from './incoming';
import { ownerOf, type Identity } from './key';
import type { SpeakingAgent } from './seam-names';

/** An id that is a moment, as maim_message makes them: milliseconds, but never the same twice in one process. */
export class MomentIds {
  #last = 0;

  next(): number {
    this.#last = Math.max(Date.now(), this.#last + 1);
    return this.#last;
  }
}

/** One reply on its way: a part of an answer. */
export interface Part {
  readonly text: string;
  readonly msgId: string;
  readonly messageId: string;
  /** Seconds since the epoch. */
  readonly time: number;
}

/** A part of an answer with the ids of the recorded replies. */
export function makePart(text: string, ids: MomentIds): Part {
  const moment = ids.next();
  return { text, msgId: `msg_${moment}`, messageId: `send_api_${moment}`, time: Date.now() / 1000 };
}

/** A `sys_ack` (contract: reply-backend, envelope); `uuid` is the connection's name as its client knows it. */
export function receiptEnvelope(ackedMsgId: unknown, uuid: string): Record<string, unknown> {
  const now = Date.now() / 1000;
  return {
    ver: 1,
    msg_id: randomUUID(),
    type: 'sys_ack',
    meta: { uuid, acked_msg_id: ackedMsgId, timestamp: now },
    payload: { status: 'received', server_timestamp: now },
  };
}

/** Whoever is spoken to, in the shape of maim_message's receiver: the group, or in a private chat the user. */
function receiver({ group, user }: Message): Record<string, unknown> {
  return group ? { group_info: withoutNull(group), user_info: null } : { user_info: withoutNull(user) };
}

function withoutNull(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}

/** A reply (contract: reply-backend, envelope) in the group that the message came from, or in private. */
export function replyEnvelope(
  message: Message,
  identity: Identity,
  agent: SpeakingAgent,
  part: Part,
): Record<string, unknown> {
  const { platform, group, dim } = message;
  return {
    ver: 1,
    msg_id: part.msgId,
    type: 'sys_std',
    meta: {
      sender_user: 'server',
      target_user: ownerOf(identity),
      platform: dim.platform,
      timestamp: part.time,
    },
    payload: {
      message_info: {
        platform,
        message_id: part.messageId,
        time: part.time,
        sender_info: {
          ...(group && { group_info: withoutNull(group) }),
          user_info: {
            platform,
            user_id: agent.agent_id,
            user_nickname: agent.name,
            user_cardname: agent.name,
          },
        },
        receiver_info: receiver(message),
      },
      message_segment: { type: 'text', data: part.text },
      message_dim: { api_key: ownerOf(identity), platform: dim.platform },
    },
  };
}
