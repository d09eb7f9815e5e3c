import { z } from 'zod';
import { classify, type Connection, type Conversation, type Inbound } from '../dialogue';
import type { TestAgent } from './accounts';

const SentText = z.object({
  payload: z.object({ message_segment: z.object({ type: z.literal('text'), data: z.string().min(1) }) }),
});

/** A connection of a user to one of their agents, and the dialogue that is held on it. */
export interface Line {
  /** The user's name in the scenario. */
  readonly owner: string;
  readonly agent: TestAgent;
  readonly connection: Connection;
  readonly conversation: Conversation;
}

/** What a line received that belongs to another one: what it was, and whose. */
export function overheard(line: Line, others: readonly Line[]): string[] {
  const received = framesAsText(line, 'received');
  // What a line sent itself and gets back, somebody else's id say, was known to it.
  const sent = framesAsText(line, 'sent');
  return others
    .filter((other) => other.agent.agentId !== line.agent.agentId)
    .flatMap((other) =>
      ownWordsOf(other)
        .filter((word) => !ownWordsOf(line).includes(word) && received.includes(word) && !sent.includes(word))
        .map(
          (word) =>
            `${line.owner} received "${word}" of the dialogue of ${other.owner} with ${other.agent.name}`,
        ),
    );
}

/** The numbers of the messages that a line received receipts of, in order. */
export function receiptsOn(line: Line): string[] {
  return framesOn(line).flatMap((frame) => (frame.kind === 'receipt' ? [frame.receipt.ackedMsgId] : []));
}

/** The texts of the replies that a line received, in order. */
export function repliesOn(line: Line): string[] {
  return framesOn(line).flatMap((frame) => (frame.kind === 'reply' ? [frame.reply.text] : []));
}

function framesOn({ connection }: Line): Inbound[] {
  return connection.transcript.entries.flatMap((entry) =>
    entry.event === 'frame' && entry.direction === 'received' ? [classify(entry.frame, entry.atMs)] : [],
  );
}

/** All frames that came over a line, or went, as one text. */
function framesAsText({ connection }: Line, direction: 'received' | 'sent'): string {
  return connection.transcript.entries
    .map((entry) =>
      entry.event === 'frame' && entry.direction === direction ? JSON.stringify(entry.frame) : '',
    )
    .join('\n');
}

/** What is said on one line and on no other: ids, texts and the numbers of the messages, also of those that are no turn. */
function ownWordsOf({ agent, conversation, connection }: Line): string[] {
  return [
    agent.agentId,
    agent.tenantId,
    ...conversation.turns.flatMap(({ text, messageId }) => [text, messageId]),
    ...connection.transcript.entries.flatMap((entry) =>
      entry.event === 'frame' && entry.direction === 'sent' ? textOf(entry.frame) : [],
    ),
  ];
}

function textOf(frame: unknown): string[] {
  const read = SentText.safeParse(frame).data;
  return read === undefined ? [] : [read.payload.message_segment.data];
}
