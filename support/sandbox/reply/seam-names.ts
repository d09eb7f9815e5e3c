import type { AgentRow } from '../store/rows';
import type { Row } from '../store/seam-names';
import type { Behaviour } from './behaviour';
import type { Message } from './incoming';
import type { Identity } from './key';

/** What the reply backend knows of the agent that answers. */
export type SpeakingAgent = Pick<
  AgentRow,
  'agent_id' | 'tenant_id' | 'name' | 'persona' | 'config_overrides'
>;

/** What the reply backend checks; the verdict is whether the name is true. */
export type ReplyCheck =
  /** The upgrade was asked for on `/ws`. About: path. */
  | 'reply.path-served'
  /** About, as in the five checks that follow: key, identity, agent. */
  | 'reply.key-present'
  | 'reply.key-accepted'
  | 'reply.agent-exists'
  | 'reply.agent-belongs-to-tenant'
  | 'reply.account-active'
  /** A frame gets a receipt. About: frame, connection. */
  | 'reply.receipt-due'
  /** A frame is one that the connection may live on after: not binary. About: connection. */
  | 'reply.frame-tolerated'
  /** The segment is of a kind that agents answer. About: message. */
  | 'reply.segment-answerable'
  /** The agent does not choose to be silent. About: message, identity, agent, behaviour. */
  | 'reply.agent-speaks';

/** The values that the reply backend hands to `seams.read`. */
export interface ReplyReads {
  /** Whose key it is; undefined for a key that is not `<tenant_id>:<agent_id>`. About: key. */
  'reply.identity': Identity | undefined;
  /** The agent by its id, whatever its tenant. About: identity. */
  'reply.agent': SpeakingAgent | undefined;
  /** The server's own id of a new connection. Two connections of one id share their frames. About: uuid, key, platform. */
  'reply.connection-id': string;
  /** The message that a frame carries, if it is a complete one. About: frame, connection. */
  'reply.message': Message | undefined;
  /** In whose dialogue a message is heard: that of its connection. About: message, connection. */
  'reply.speaker': Identity;
  /** How the agent answers. About: message, identity, agent. */
  'reply.behaviour': Behaviour;
  /** The stream that a message belongs to. About: message, identity. */
  'reply.stream-id': string;
  /** The columns that a new message changes in its stream's row. About: message, identity, streamId. */
  'reply.stream-changes': Row;
  /** What the agent heard, and so what it quotes. About: message, identity, agent. */
  'reply.heard': string;
  /** The whole answer. About: message, identity, agent. */
  'reply.text': string;
  /** The answer in the parts that go out one by one. About: message, identity, agent. */
  'reply.parts': readonly string[];
  /** The envelope of one part. About: message, identity, agent, part. */
  'reply.envelope': Record<string, unknown>;
  /** The envelope of a receipt. About: frame, connection. */
  'reply.receipt': Record<string, unknown>;
  /** The ids of the connections that a reply goes to. About: message, identity, agent, connections (all that are open). */
  'reply.audience': readonly string[];
}
