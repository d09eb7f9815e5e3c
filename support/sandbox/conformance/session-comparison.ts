import type { ReceivedFrame } from '../reply/testing/raw-client';
import type { Bindings, Difference } from './placeholders';

/** The type of an envelope. */
export function typeOf(frame: unknown): unknown {
  return typeof frame === 'object' && frame !== null && 'type' in frame ? frame.type : undefined;
}

interface Latitude {
  /** Whether the agent may answer as often as it likes, or not at all. */
  readonly agentChooses: boolean;
  /** A recorded reply, for the shape of replies beyond those recorded. */
  readonly anyReply: unknown;
}

/**
 * Compares the frames that one connection got in one step with the recorded ones, field by field.
 * Receipts must be the same in number and order. Replies must come if and only if some were recorded,
 * unless the agent may choose; their number and their words are always its choice.
 */
export function compareFrames(
  recorded: readonly unknown[],
  actual: readonly ReceivedFrame[],
  bindings: Bindings,
  { agentChooses, anyReply }: Latitude,
): Difference[] {
  const [receipts, replies] = ['sys_ack', 'sys_std'].map((type) => ({
    recorded: recorded.filter((frame) => typeOf(frame) === type),
    actual: actual.filter((frame) => frame.type === type),
  }));
  if (!receipts || !replies) return [];
  const others = actual.filter((frame) => frame.type !== 'sys_ack' && frame.type !== 'sys_std');
  return [
    ...(receipts.recorded.length === receipts.actual.length
      ? receipts.recorded.flatMap((frame, i) =>
          bindings.compare(frame, receipts.actual[i], `receipt ${i + 1}`),
        )
      : [differenceOf('receipts', 'are not as many', receipts)]),
    ...(agentChooses || replies.recorded.length > 0 === replies.actual.length > 0
      ? []
      : [differenceOf('replies', 'come if and only if some were recorded', replies)]),
    ...replies.actual.flatMap((frame, i) =>
      compareReply(replies.recorded[i] ?? anotherReply(anyReply, frame.msg_id), frame, bindings, i + 1),
    ),
    ...others.map((frame) => ({
      path: 'frame',
      problem: 'is neither receipt nor reply',
      recorded: undefined,
      actual: frame,
    })),
  ];
}

function differenceOf(
  path: string,
  problem: string,
  { recorded, actual }: { recorded: readonly unknown[]; actual: readonly unknown[] },
): Difference {
  return { path, problem, recorded, actual };
}

function compareReply(
  recorded: unknown,
  actual: ReceivedFrame,
  bindings: Bindings,
  number: number,
): Difference[] {
  const path = `reply ${number}`;
  const wordless = JSON.stringify(recorded, (key, value: unknown) =>
    key === 'message_segment' ? { type: 'text', data: '<text>' } : value,
  );
  const ids = /^\{.*"msg_id":"msg_\d{13}".*"message_id":"send_api_\d{13}"/;
  return [
    ...bindings.compare(JSON.parse(wordless), actual, path),
    ...(ids.test(JSON.stringify(actual))
      ? []
      : [{ path, problem: 'has ids of another form', recorded: 'msg_<ms>, send_api_<ms>', actual }]),
  ];
}

/** A recorded reply with placeholders of its own for its ids. */
export function anotherReply(recorded: unknown, name: string): unknown {
  const text = JSON.stringify(recorded ?? null);
  return JSON.parse(text.replace(/<(msg_id|message_id):\w+>/g, `<$1:${name}>`));
}
