export { describeMentions, type Mention, mentionsBeside, removeTenantFolders } from './beside';
export {
  buildCleanup,
  buildCleanupReport,
  type CleanupOutcome,
  type CleanupReport,
  type CleanupSection,
  writeCleanupReport,
} from './cleanup-report';
export { DEFAULT_BUSY_TIMEOUT_MS, examineDatabase } from './database';
export { LedgerError, PurgeFailedError, PurgeRefusedError } from './errors';
export { Ledger } from './ledger';
export type {
  DamagedLine,
  LedgerAgent,
  LedgerContents,
  LedgerTemplate,
  LedgerUser,
  LedgerUserState,
} from './ledger-contents';
export type { LedgerHeader } from './ledger-entries';
export { type PurgeTarget, SHORTEST_PREFIX, type UserReference } from './owners';
export { purge, type PurgeOptions } from './purge';
export type { CleanupLogEntry, LeftBehind, PurgedUser, PurgeReport, TargetSummary } from './purge-report';
export { auditResidue, type Residue } from './residue';
export type { UsageCorrection } from './usage-counts';
