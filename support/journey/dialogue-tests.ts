import { dialogueKey } from '../basics/identifiers';
import { messageOf } from '../basics/errors';
import {
  connect,
  type Connection,
  Conversation,
  ConnectionGroup,
  measureTurns,
  testGroup,
  type Turn,
} from '../dialogue';
import type { DialogueRecord, DialogueResults } from '../reporting';
import { STANDARD_SETTINGS, type Settings } from '../settings/specification';
import { REPLY_URL } from './addresses';
import type { TestAgent, TestUser } from './accounts';
import { messagesFor, STANDARD_TOPICS, type Topics } from './topics';

export interface DialogueTestOptions {
  readonly users: readonly TestUser[];
  /** `ws://localhost:8095/ws` unless given. */
  readonly replyUrl?: string;
  readonly topics?: Topics;
  /** Names of the templates by their id, to find an agent's topics. */
  readonly kinds?: ReadonlyMap<string, string>;
  /** What differs from the standard settings. */
  readonly settings?: Partial<DialogueSettings>;
  /** Cuts every dialogue as soon as it is aborted; what it had is in the records. */
  readonly signal?: AbortSignal;
  /** Told of every message whose turn is over, answered or not. */
  readonly onTurn?: () => void;
}

type DialogueSettings = Pick<
  Settings,
  'messages' | 'replyTimeoutMs' | 'settleMs' | 'requestTimeoutMs' | 'leastAnsweredShare'
>;

interface OpenDialogue {
  readonly user: TestUser;
  readonly agent: TestAgent;
  readonly began: Date;
  readonly connection: Connection | undefined;
  readonly failure: string | undefined;
}

/**
 * One connection for each user and agent: all are opened, then all dialogues go on at once.
 * Never rejects because of the backend: what went wrong with a dialogue is in its record.
 */
export async function runWebSocketTests(options: DialogueTestOptions): Promise<DialogueResults> {
  const settings = { ...STANDARD_SETTINGS, ...options.settings };
  const pairs = options.users.flatMap((user) => user.agents.map((agent) => ({ user, agent })));
  const connections = new ConnectionGroup(options.signal);
  try {
    const open = await Promise.all(
      pairs.map(async (pair) => openDialogue(pair, options.replyUrl ?? REPLY_URL, settings)),
    );
    for (const { connection } of open) if (connection) connections.add(connection);
    const records = await Promise.all(open.map(async (dialogue) => hold(dialogue, options, settings)));
    return { records, measures: measureTurns(records.flatMap((record) => record.turns)) };
  } finally {
    connections.done();
  }
}

async function openDialogue(
  { user, agent }: { user: TestUser; agent: TestAgent },
  url: string,
  settings: DialogueSettings,
): Promise<OpenDialogue> {
  const began = new Date();
  try {
    const connection = await connect({
      url,
      key: dialogueKey(agent.tenantId, agent.agentId),
      keyIn: 'header',
      openTimeoutMs: settings.requestTimeoutMs,
    });
    return { user, agent, began, connection, failure: undefined };
  } catch (error) {
    return { user, agent, began, connection: undefined, failure: messageOf(error) };
  }
}

async function hold(
  { user, agent, began, connection, failure }: OpenDialogue,
  options: DialogueTestOptions,
  settings: DialogueSettings,
): Promise<DialogueRecord> {
  const about = { user, agent, began };
  if (!connection)
    return {
      ...about,
      ended: new Date(),
      connected: false,
      completed: false,
      turns: [],
      sent: 0,
      error: failure,
      transcript: '',
    };

  const conversation = new Conversation(connection, {
    speaker: { userId: user.userId, nickname: user.username },
    group: testGroup(user.tenantId, user.username),
    replyTimeoutMs: settings.replyTimeoutMs,
    settleMs: settings.settleMs,
    receiptTimeoutMs: settings.requestTimeoutMs,
  });
  const kind = agent.templateId === undefined ? undefined : options.kinds?.get(agent.templateId);
  let error: string | undefined;
  let sent = 0;
  try {
    for (const text of messagesFor(options.topics ?? STANDARD_TOPICS, kind, settings.messages)) {
      sent += 1;
      await conversation.say(text);
      options.onTurn?.();
    }
  } catch (thrown) {
    error = messageOf(thrown);
  }
  await connection.close();
  // What came after the last turn had ended belongs to it, too.
  conversation.collectLate();
  const { turns } = conversation;
  error ??= strangerIn(turns, agent);
  const answered = turns.filter((turn) => turn.answered).length;
  return {
    ...about,
    ended: new Date(),
    // A connection counts once the server has acknowledged a message on it: open is not yet accepted.
    connected: turns.length > 0,
    completed:
      error === undefined &&
      turns.length === settings.messages &&
      answered / settings.messages >= settings.leastAnsweredShare,
    turns,
    sent,
    error,
    transcript: connection.transcript.toText(),
  };
}

/** A reply that does not come from the agent that was spoken to, in words. */
function strangerIn(turns: readonly Turn[], agent: TestAgent): string | undefined {
  for (const turn of turns) {
    for (const reply of [...turn.replies, ...turn.late]) {
      if (reply.agentId !== agent.agentId || reply.agentName !== agent.name) {
        return `"${turn.text}" was said to ${agent.name} (${agent.agentId}), but ${reply.agentName} (${reply.agentId}) answered`;
      }
    }
  }
  return undefined;
}
