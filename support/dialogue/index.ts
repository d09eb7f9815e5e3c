export { causesOfSilence } from './silence';
export { connect, type ConnectOptions } from './connect';
export { ConnectionGroup } from './connection-group';
export { Connection, type Closed, type UnexpectedFrame } from './connection';
export { Conversation, type Burst, type ConversationOptions, type Turn } from './conversation';
export {
  makeMessage,
  testGroup,
  TEST_PLATFORM,
  type Group,
  type MessageContent,
  type MessageEnvelope,
  type MessageParts,
  type Receipt,
  type Reply,
  type Segment,
  type Speaker,
} from './envelope';
export {
  ConnectionLostError,
  ConnectionRefusedError,
  ConversationBusyError,
  ProtocolViolationError,
  UnexpectedReplyError,
} from './errors';
export { measureTurns, summarize, type DialogueMeasures, type MeasuredTurn, type Summary } from './timings';
export { Transcript, type TranscriptEntry } from './transcript';
export { classify, type Inbound } from './frames';
