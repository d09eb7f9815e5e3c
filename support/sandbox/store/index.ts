export { openStore, type Store } from './store';
export { SYSTEM_ID } from './seed';
export { databaseTime, isoTime, nowMs } from './time';
export type { AgentRow, AgentTemplateRow, TenantUserRow, UserSessionRow } from './rows';
