export { startReplyBackend, type ReplyBackend, type ReplyBackendOptions } from './server';
