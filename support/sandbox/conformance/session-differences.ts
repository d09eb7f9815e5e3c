import { anotherReply } from './session-comparison';
import { recordedSessions, type RecordedEvent, type RecordedSession } from './recorded-sessions';

/** A recorded session that goes otherwise with the sound sandbox, because a known defect of MaiMBot shaped it. */
export interface KnownSessionDifference {
  /** Name of the session. */
  readonly session: string;
  /** The defect that explains it, as `known-defects.md` numbers it. */
  readonly defect: string;
  /** What happens instead, frame by frame, so that the allowance hides no other mistake. */
  readonly instead: readonly RecordedEvent[];
}

function recorded(name: string): RecordedSession {
  const session = recordedSessions.find((each) => each.name === name);
  if (!session) throw new Error(`no session is named ${name}`);
  return session;
}

/** The first frame of a recorded session in that direction and of that type. */
function frameOf(name: string, direction: 'client→server' | 'server→client', type: string): unknown {
  const found = recorded(name).frames.find(
    (event) =>
      'direction' in event &&
      event.direction === direction &&
      JSON.stringify(event.frame).includes(`"type":"${type}"`),
  );
  if (!found || !('frame' in found)) throw new Error(`${name} has no ${direction} frame of type ${type}`);
  return found.frame;
}

/** The frame with placeholders renamed, as text: `['<msg_id:1>', '<msg_id:2>']` makes the second of the first. */
function renamed(frame: unknown, ...names: readonly [string, string][]): unknown {
  const text = names.reduce((all, [from, to]) => all.replaceAll(from, to), JSON.stringify(frame));
  return JSON.parse(text);
}

const received = (at_ms: number, frame: unknown): RecordedEvent => ({
  at_ms,
  direction: 'server→client',
  frame,
});

const refused = recorded('connect without a key').frames;

const privateChat = 'private chat (no group_info)';
const [first, second] = ['same x-uuid twice, connection 1', 'same x-uuid twice, connection 2'] as const;
const sharedReceipt = frameOf(second, 'server→client', 'sys_ack');
const sharedReply = frameOf(second, 'server→client', 'sys_std');

/** What a private chat should bring: the recorded reply of a group, from that chat's agent, without the group. */
function privateReply(): unknown {
  const reply = renamed(
    anotherReply(frameOf('dialogue: one message, headers', 'server→client', 'sys_std'), 'private'),
    ['<tenant:1>', '<tenant:8>'],
    ['<agent:1>', '<agent:8>'],
    ['testuser_w01', 'testuser_w07'],
  );
  const user = { platform: 'test', user_id: '<user:6>', user_nickname: 'testuser_w07' };
  const text = JSON.stringify(reply, (key, value: unknown) => {
    if (key === 'group_info') return undefined;
    return key === 'receiver_info' ? { user_info: user } : value;
  });
  return JSON.parse(text);
}

/** The recorded sessions that the sandbox may differ from, and how. */
export const knownSessionDifferences: readonly KnownSessionDifference[] = [
  { session: 'connect with a tenant and agent that do not exist', defect: 'D10', instead: refused },
  { session: "connect with the user's own API key (mb_…)", defect: 'D12', instead: refused },
  {
    // Its receipt and reply, which the second connection had taken over.
    session: first,
    defect: 'D13',
    instead: [
      ...recorded(first).frames.slice(0, 2),
      received(3006, sharedReceipt),
      received(3427, sharedReply),
      ...recorded(first).frames.slice(2),
    ],
  },
  {
    // Of the first connection's frames only the reply, which goes to both; and it outlives the first connection.
    session: second,
    defect: 'D13',
    instead: [
      ...recorded(second).frames.filter(
        (event) =>
          !('event' in event && event.event === 'close') &&
          !('frame' in event && JSON.stringify(event.frame) === JSON.stringify(sharedReceipt)),
      ),
      received(
        7010,
        renamed(
          sharedReceipt,
          ['<msg_id:25>', '<msg_id:27>'],
          [/<uuid:\d+>/.exec(JSON.stringify(sharedReceipt))?.[0] ?? '', '<uuid:later>'],
        ),
      ),
      received(7430, anotherReply(sharedReply, 'later')),
      { at_ms: 9000, event: 'close', code: 1005, reason: '' },
    ],
  },
  {
    session: privateChat,
    defect: 'D14',
    instead: [
      ...recorded(privateChat).frames.slice(0, 3),
      received(1930, privateReply()),
      ...recorded(privateChat).frames.slice(3),
    ],
  },
];
