import { z } from 'zod';

/** A frame from a client: any JSON object. */
export type Frame = Readonly<Record<string, unknown>>;

const userId = z.union([z.string().min(1), z.number()]).transform(String);

const user = z.object({
  platform: z.string(),
  user_id: userId,
  user_nickname: z.string().nullish(),
  user_cardname: z.string().nullish(),
});

const group = z.object({ platform: z.string(), group_id: userId, group_name: z.string().nullish() });

const standardMessage = z.object({
  type: z.literal('sys_std'),
  payload: z.object({
    message_info: z.object({
      platform: z.string().min(1),
      message_id: userId,
      time: z.number(),
      sender_info: z.object({ user_info: user, group_info: group.nullish() }),
    }),
    message_segment: z
      .object({ type: z.string(), data: z.unknown() })
      .refine(({ type, data }) => type !== 'text' || typeof data === 'string'),
    message_dim: z.object({ api_key: z.string(), platform: z.string() }),
  }),
});

type Party<T> = { readonly [K in keyof T]: T[K] };
export type User = Party<z.infer<typeof user>>;
export type Group = Party<z.infer<typeof group>>;

/** A message that is complete enough to be stored and answered. */
export interface Message {
  readonly id: string;
  /** Seconds since the epoch, by the sender's clock. */
  readonly time: number;
  readonly platform: string;
  readonly user: User;
  /** Undefined in a private chat. */
  readonly group: Group | undefined;
  readonly segment: { readonly type: string; readonly data: unknown };
  /** The text of a text segment; of any other one a word on its kind. */
  readonly text: string;
  /** The connections that the answer is meant for. */
  readonly dim: { readonly key: string; readonly platform: string };
}

/** The JSON object of a text frame, or undefined: other JSON values are ignored as if they were none. */
export function readFrame(text: string): Frame | undefined {
  try {
    const read = z.record(z.string(), z.unknown()).safeParse(JSON.parse(text));
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
}

/** The id under which a frame is acknowledged, or undefined if it has none or is itself a receipt. */
export function idToAcknowledge(frame: Frame): unknown {
  return frame.type === 'sys_ack' || !frame.msg_id ? undefined : frame.msg_id;
}

/** The message of a `sys_std` frame, or undefined if it is another type or lacks something. */
export function readMessage(frame: Frame): Message | undefined {
  const read = standardMessage.safeParse(frame);
  if (!read.success) return undefined;
  const { message_info: info, message_segment: segment, message_dim: dim } = read.data.payload;
  return {
    id: info.message_id,
    time: info.time,
    platform: info.platform,
    user: info.sender_info.user_info,
    group: info.sender_info.group_info ?? undefined,
    segment,
    text: typeof segment.data === 'string' && segment.type === 'text' ? segment.data : `[${segment.type}]`,
    dim: { key: dim.api_key, platform: dim.platform },
  };
}
