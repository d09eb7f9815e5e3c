import { makeIdentifier } from '../../basics/identifiers';
import { buildCleanup } from '../../cleanup';
import { measureTurns, type Turn } from '../../dialogue';
import type { DialogueRecord, Journey } from '../results';

type User = Journey['users'][number];

const BEGAN = new Date('2026-11-22T08:05:30.000Z');
const ENDED = new Date('2026-11-22T08:05:42.500Z');

export function makeUser(number: number, agents = 2): User {
  const tenantId = makeIdentifier('tenant');
  const username = `testuser_${number}`;
  return {
    username,
    tenantId,
    userId: makeIdentifier('user'),
    agents: Array.from({ length: agents }, (_, index) => ({
      agentId: makeIdentifier('agent'),
      name: `${username}_agent_${index + 1}`,
      tenantId,
      templateId: index === 0 ? 'friendly_assistant' : undefined,
    })),
  };
}

/** A turn that was answered after so many milliseconds, or with undefined not at all. */
export function makeTurn(firstReplyMs?: number, parts = 1): Turn {
  const answered = firstReplyMs !== undefined;
  // What a reply says plays no part in the results.
  const replies = new Array<Turn['replies'][number]>(answered ? parts : 0);
  const turn = { text: '你好', messageId: 'm', receiptMs: 10, replies, late: [], answered };
  return answered ? { ...turn, firstReplyMs } : turn;
}

export function makeRecord(
  user: User,
  agentIndex: number,
  given: Partial<DialogueRecord> = {},
): DialogueRecord {
  const agent = user.agents[agentIndex];
  if (!agent) throw new RangeError(`${user.username} has no agent ${agentIndex}`);
  const turns = given.turns ?? [makeTurn(100), makeTurn(100)];
  return {
    user,
    agent,
    began: BEGAN,
    ended: ENDED,
    connected: true,
    completed: true,
    turns,
    sent: turns.length,
    error: undefined,
    transcript: '',
    ...given,
  };
}

export function talk(records: readonly DialogueRecord[]): Journey['dialogues'] {
  return { records, measures: measureTurns(records.flatMap(({ turns }) => turns)) };
}

export const CLEAN = buildCleanup({ purges: [], residue: [] });
export const FIRST = makeUser(1);
export const SECOND = makeUser(2);

export function makeJourney(given: Partial<Journey> = {}): Journey {
  const users = given.users ?? [FIRST, SECOND];
  return {
    testId: 'test_20261122_160530',
    began: BEGAN,
    ended: ENDED,
    parameters: { userCount: 2, agentsPerUser: 2, cleanupAfter: true },
    serversStarted: true,
    expectedUsers: 2,
    users,
    dialogues: talk(users.flatMap((user) => user.agents.map((_, index) => makeRecord(user, index)))),
    thresholds: { leastAnsweredShare: 0.9, p95LimitMs: 3_000 },
    cleanup: CLEAN,
    errors: [],
    ...given,
  };
}

/** The records of a whole journey, one of them otherwise. */
export function withOne(given: Partial<DialogueRecord>): Journey['dialogues'] {
  return talk([
    makeRecord(FIRST, 0),
    makeRecord(FIRST, 1),
    makeRecord(SECOND, 0),
    makeRecord(SECOND, 1, given),
  ]);
}
