import type { Message } from '../reply/incoming';
import type { Delivery } from '../seams';
import type { Catalogue } from './fault';
import { deem, every, redeliver, reread } from './seam-tools';

const TO_THE_MESSAGE = 'A reply belongs to the agent and to the message';
const AT_ONCE = 'Messages that come at once are each answered';
const IN_TIME = 'Many dialogues go on at once, and each is a dialogue of its own';
const OWN_WAY = 'An agent answers in its own way and time';
const CONNECTION = 'A reply finds the connection that it is meant for';
const LOST = 'A lost connection costs nothing but itself';
const UNUSUAL = 'Unusual messages are answered like any other';
const NONSENSE = 'Nonsense between two messages does not disturb the dialogue';
const TALKS = 'Who may talk is decided when the connection is opened';

/** Longer than the 3 seconds in which 95 of 100 first replies are to come. */
const TOO_LATE_MS = 3_500;

type Envelope = Readonly<Record<string, unknown>>;

const inPayload = (envelope: Envelope, payload: object): Record<string, unknown> => ({
  ...envelope,
  payload: { ...(envelope.payload as object), ...payload },
});

const later = (deliveries: readonly Delivery[], ms: number): Delivery[] =>
  deliveries.map((delivery) => ({ ...delivery, delayMs: delivery.delayMs + ms }));

/** Replies and receipts that are lost, late, doubled, or not what or where they should be. */
export const replyFaults = {
  'reply-lost': {
    about: 'no reply ever comes',
    noticedBy: TO_THE_MESSAGE,
    seams: { deliver: redeliver('reply', () => []) },
  },
  'every-third-reply-lost': {
    about: 'every third reply is lost',
    noticedBy: TO_THE_MESSAGE,
    seams: {
      deliver: (() => {
        const isDue = every(3);
        return redeliver('reply', (deliveries) => (isDue() ? [] : deliveries));
      })(),
    },
  },
  'reply-twice': {
    about: 'every reply comes twice',
    noticedBy: TO_THE_MESSAGE,
    seams: { deliver: redeliver('reply', (deliveries) => deliveries.flatMap((each) => [each, each])) },
  },
  'reply-too-late': {
    about: 'replies take longer than agreed',
    noticedBy: IN_TIME,
    seams: { deliver: redeliver('reply', (deliveries) => later(deliveries, TOO_LATE_MS)) },
  },
  'agents-think-too-long': {
    about: 'every agent thinks for longer than agreed before it answers',
    noticedBy: IN_TIME,
    seams: { read: reread({ 'reply.behaviour': (behaviour) => ({ ...behaviour, delayMs: TOO_LATE_MS }) }) },
  },
  'reply-to-message-before': {
    about: 'a reply is about the message before',
    noticedBy: TO_THE_MESSAGE,
    seams: {
      read: (() => {
        const last = new Map<string, string>();
        return reread({
          'reply.heard': (heard, { message }) => {
            const { key } = (message as Message).dim;
            const before = last.get(key) ?? heard;
            last.set(key, heard);
            return before;
          },
        });
      })(),
    },
  },
  'reply-canned': {
    about: 'every reply is the same sentence',
    noticedBy: TO_THE_MESSAGE,
    seams: { read: reread({ 'reply.text': () => '好的，我知道了。' }) },
  },
  'reply-from-wrong-agent': {
    about: 'a reply bears the name of another agent',
    noticedBy: TO_THE_MESSAGE,
    seams: {
      read: reread({
        'reply.envelope': (envelope) => {
          const { message_info } = envelope.payload as { message_info: { sender_info: object } };
          const user_info = { platform: 'test', user_id: 'agent_0123456789abcdef', user_nickname: '别人' };
          const sender_info = { ...message_info.sender_info, user_info };
          return inPayload(envelope, { message_info: { ...message_info, sender_info } });
        },
      }),
    },
  },
  'reply-without-sender': {
    about: 'a reply does not say who sends it',
    noticedBy: TO_THE_MESSAGE,
    seams: {
      read: reread({
        'reply.envelope': (envelope) => {
          const { message_info } = envelope.payload as { message_info: object };
          return inPayload(envelope, { message_info: { ...message_info, sender_info: null } });
        },
      }),
    },
  },
  'reply-with-unknown-type': {
    about: 'a reply comes in an envelope of a type that nobody knows',
    noticedBy: TO_THE_MESSAGE,
    seams: { read: reread({ 'reply.envelope': (envelope) => ({ ...envelope, type: 'std' }) }) },
  },
  'reply-is-empty': {
    about: 'a reply has no text',
    noticedBy: TO_THE_MESSAGE,
    seams: {
      read: reread({
        'reply.envelope': (envelope) => inPayload(envelope, { message_segment: { type: 'text', data: '' } }),
      }),
    },
  },
  'last-part-lost': {
    about: 'of a reply in several parts the last one is lost',
    noticedBy: OWN_WAY,
    seams: { deliver: redeliver('reply', (parts) => (parts.length > 1 ? parts.slice(0, -1) : parts)) },
  },
  'parts-in-reverse': {
    about: 'the parts of a reply come in reverse order',
    noticedBy: OWN_WAY,
    seams: { read: reread({ 'reply.parts': (parts) => parts.toReversed() }) },
  },
  'first-part-repeated': {
    about: 'a reply in several parts says the first one again and again',
    noticedBy: OWN_WAY,
    seams: { read: reread({ 'reply.parts': (parts) => parts.map(() => parts[0] ?? '') }) },
  },
  'silence-broken': {
    about: 'an agent that chose to be silent answers all the same',
    noticedBy: OWN_WAY,
    seams: { check: deem(true, 'reply.agent-speaks') },
  },
  'receipt-missing': {
    about: 'messages are not acknowledged',
    noticedBy: TALKS,
    seams: { check: deem(false, 'reply.receipt-due') },
  },
  'every-third-receipt-missing': {
    about: 'every third message is not acknowledged',
    noticedBy: TO_THE_MESSAGE,
    seams: {
      deliver: (() => {
        const isDue = every(3);
        return redeliver('receipt', (deliveries) => (isDue() ? [] : deliveries));
      })(),
    },
  },
  'receipt-for-another-message': {
    about: 'a receipt names a message that nobody sent',
    noticedBy: TALKS,
    seams: {
      read: reread({
        'reply.receipt': (receipt) => ({
          ...receipt,
          meta: { ...(receipt.meta as object), acked_msg_id: 'msg_of_nobody' },
        }),
      }),
    },
  },
  'receipt-after-reply': {
    about: 'a message is acknowledged only after it was answered',
    noticedBy: OWN_WAY,
    seams: { deliver: redeliver('receipt', (deliveries) => later(deliveries, 1_000)) },
  },
  'receipt-twice': {
    about: 'every message is acknowledged twice',
    noticedBy: AT_ONCE,
    seams: { deliver: redeliver('receipt', (deliveries) => deliveries.flatMap((each) => [each, each])) },
  },
  'burst-answered-once': {
    about: 'of several messages at once only some are answered',
    noticedBy: AT_ONCE,
    seams: {
      deliver: (() => {
        let lastAt = 0;
        return redeliver('reply', (deliveries) => {
          const tooSoon = Date.now() - lastAt < 150;
          if (!tooSoon) lastAt = Date.now();
          return tooSoon ? [] : deliveries;
        });
      })(),
    },
  },
  'burst-out-of-order': {
    about: 'of several messages at once the first is answered after the others',
    noticedBy: AT_ONCE,
    seams: {
      deliver: (() => {
        const isDue = every(2);
        return redeliver('reply', (deliveries) => (isDue() ? deliveries : later(deliveries, 400)));
      })(),
    },
  },
  'reply-to-oldest-connection-only': {
    about: 'of two connections of one user only the older one gets the reply',
    noticedBy: CONNECTION,
    seams: { read: reread({ 'reply.audience': (audience) => audience.slice(0, 1) }) },
  },
  'reply-to-newest-connection-only': {
    about: 'of two connections of one user only the newer one gets the reply',
    noticedBy: CONNECTION,
    seams: { read: reread({ 'reply.audience': (audience) => audience.slice(-1) }) },
  },
  'receipt-to-both-connections': {
    about: "a receipt goes to the user's other connection",
    noticedBy: CONNECTION,
    seams: {
      deliver: redeliver('receipt', ([receipt], { connections }) => {
        const all = connections as readonly { id: string; key: string }[];
        const own = all.find(({ id }) => id === receipt?.to);
        return receipt
          ? all.filter(({ key }) => key === own?.key).map(({ id }) => ({ ...receipt, to: id }))
          : [];
      }),
    },
  },
  'one-connection-per-key': {
    about: 'a new connection of a key takes the place of the one before',
    noticedBy: CONNECTION,
    seams: { read: reread({ 'reply.connection-id': (_id, { key }) => `of ${String(key)}` }) },
  },
  'reply-to-lost-connection': {
    about: 'after a connection was lost, replies go to it still and not to the new one',
    noticedBy: LOST,
    seams: {
      read: (() => {
        const firstOf = new Map<string, string>();
        return reread({
          'reply.audience': (audience, { message }) => {
            const { key } = (message as Message).dim;
            const first = firstOf.get(key) ?? audience[0] ?? '';
            firstOf.set(key, first);
            return [first];
          },
        });
      })(),
    },
  },
  'empty-message-unanswered': {
    about: 'an empty message is never answered',
    noticedBy: UNUSUAL,
    seams: {
      check: deem(false, 'reply.agent-speaks', ({ message }) => (message as Message).text.trim() === ''),
    },
  },
  'long-message-unanswered': {
    about: 'a very long message is never answered',
    noticedBy: UNUSUAL,
    seams: {
      check: deem(false, 'reply.agent-speaks', ({ message }) => (message as Message).text.length > 2_000),
    },
  },
  'long-message-dropped': {
    about: 'a very long message is acknowledged and then forgotten',
    noticedBy: UNUSUAL,
    seams: {
      read: reread({
        'reply.message': (message) => ((message?.text.length ?? 0) > 2_000 ? undefined : message),
      }),
    },
  },
  'deaf-after-nonsense': {
    about: 'after a frame that makes no sense the agent hears nothing any more',
    noticedBy: NONSENSE,
    seams: {
      read: (() => {
        const deaf = new Set<unknown>();
        return reread({
          'reply.message': (message, { connection }) => {
            if (!message) deaf.add(connection);
            return deaf.has(connection) ? undefined : message;
          },
        });
      })(),
    },
  },
} satisfies Catalogue;
