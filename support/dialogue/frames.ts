import type { RawData } from 'ws';
import type { z } from 'zod';
import { receiptSchema, replySchema, type Receipt, type Reply, type ReplyEnvelope } from './envelope';
import { ProtocolViolationError } from './errors';
import { presentFrame } from './transcript';

/** What a frame from the server turned out to be. */
export type Inbound =
  | { readonly kind: 'receipt'; readonly receipt: Receipt }
  | { readonly kind: 'reply'; readonly reply: Reply }
  | { readonly kind: 'custom'; readonly frame: unknown }
  | { readonly kind: 'violation'; readonly violation: ProtocolViolationError };

/** The bytes of a frame, in whichever form ws hands them over. */
export function frameBytes(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}

/** The JSON value of a text, or undefined if it is none. */
export function parseFrame(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function violation(problems: readonly string[], frame: unknown): Inbound {
  return { kind: 'violation', violation: new ProtocolViolationError(problems, presentFrame(frame)) };
}

function problemsOf(error: z.ZodError): string[] {
  return error.issues.map((issue) => `${issue.path.join('.') || 'frame'}: ${issue.message}`);
}

function readReply(envelope: ReplyEnvelope, atMs: number): Reply {
  const { message_info: info, message_segment: segment } = envelope.payload;
  const { user_info: agent, group_info: group } = info.sender_info;
  return {
    text: segment.data,
    agentId: agent.user_id,
    agentName: agent.user_nickname,
    targetUser: envelope.meta.target_user,
    platform: envelope.meta.platform,
    ...(group && { groupId: group.group_id }),
    messageId: info.message_id,
    msgId: envelope.msg_id,
    atMs,
    envelope,
  };
}

function typeOf(frame: unknown): unknown {
  return typeof frame === 'object' && frame !== null && 'type' in frame ? frame.type : undefined;
}

/** Sorts a decoded frame; a frame that violates its schema names the fields that are wrong. */
export function classify(frame: unknown, atMs: number): Inbound {
  const type = typeOf(frame);
  if (type === 'sys_ack') {
    const read = receiptSchema.safeParse(frame);
    if (!read.success) return violation(problemsOf(read.error), frame);
    const { meta } = read.data;
    const receipt = {
      ackedMsgId: meta.acked_msg_id,
      connectionUuid: meta.uuid,
      atMs,
      envelope: read.data,
    };
    return { kind: 'receipt', receipt };
  }
  if (type === 'sys_std') {
    const read = replySchema.safeParse(frame);
    if (!read.success) return violation(problemsOf(read.error), frame);
    return { kind: 'reply', reply: readReply(read.data, atMs) };
  }
  if (typeof type === 'string' && type.startsWith('custom_')) return { kind: 'custom', frame };
  return violation(
    [
      `type: expected sys_ack, sys_std or custom_…, received ${type === undefined ? 'none' : JSON.stringify(type)}`,
    ],
    frame,
  );
}

/** A frame that is no JSON text at all. */
export function undecodable(what: string): Inbound {
  return violation(['frame: expected a text frame with a JSON object'], what);
}
