import type { UsageCorrection } from './usage-counts';

/** One line of the log in the cleanup report (contract: result-files). */
export interface CleanupLogEntry {
  /** ISO 8601. */
  readonly timestamp: string;
  readonly table: string;
  readonly operation: 'DELETE' | 'UPDATE' | 'WOULD DELETE' | 'WOULD UPDATE';
  /** Rows. */
  readonly count: number;
  readonly details: string;
}

/** What a purge found and left as it was, and why. */
export type LeftBehind =
  /** A row that names the run and belongs to somebody else. */
  | {
      readonly kind: 'row';
      readonly table: string;
      /** The row id, or the primary key of a table without row ids. */
      readonly row: string;
      readonly column: string;
      readonly identifier: string;
      readonly reason: string;
    }
  | { readonly kind: 'user'; readonly username: string; readonly reason: string }
  | { readonly kind: 'template'; readonly templateId: string; readonly reason: string }
  /** An agent that went, and whose template is not known, so that no usage count went back. */
  | { readonly kind: 'usage'; readonly agentId: string; readonly reason: string };

/** What was asked for, without the secrets and the bulk of it. */
export type TargetSummary =
  | { readonly kind: 'ledger'; readonly runId: string; readonly usernames: readonly string[] }
  | { readonly kind: 'users'; readonly usernames: readonly string[] }
  | { readonly kind: 'tenants'; readonly tenantIds: readonly string[] }
  | { readonly kind: 'prefix'; readonly prefix: string };

export interface PurgedUser {
  readonly username?: string;
  readonly tenantId?: string;
  readonly userId?: string;
  /** Whether the account was in the database; without it only leftovers were. */
  readonly accountFound: boolean;
}

/** What a purge did, or with `dryRun` would have done. */
export interface PurgeReport {
  readonly databasePath: string;
  readonly target: TargetSummary;
  readonly dryRun: boolean;
  /** ISO 8601, as is `finishedAt`. */
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly users: readonly PurgedUser[];
  /** Rows removed, by table; tables without any are not listed. */
  readonly removed: Readonly<Record<string, number>>;
  readonly usage: readonly UsageCorrection[];
  readonly left: readonly LeftBehind[];
  /** All identifiers of the users: what the residue audit must not find again. */
  readonly identifiers: readonly string[];
  readonly log: readonly CleanupLogEntry[];
}
