import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { publish } from '../basics/publish';
import { mask } from '../basics/secrets';
import { compactTime } from '../basics/time';
import type { Mention } from './beside';
import type { CleanupLogEntry, LeftBehind, PurgeReport } from './purge-report';
import type { Residue } from './residue';
import type { UsageCorrection } from './usage-counts';

/** What a clean-up consists of: its purges, the audit after them, and what went wrong. */
export interface CleanupOutcome {
  readonly purges: readonly PurgeReport[];
  /** What the audit found; undefined when there was none, and then the clean-up is not known to be complete. */
  readonly residue: readonly Residue[] | undefined;
  /** Files beside the database that still name what was removed. */
  readonly beside?: readonly Mention[];
  /** Empty folders of tenants that were removed. */
  readonly foldersRemoved?: number;
  /** Messages of purges that failed, and of ledger lines that could not be read. */
  readonly failures?: readonly string[];
}

/** The part `cleanup` of the results file; its first seven keys are those of the older system (contract: result-files). */
export interface CleanupSection {
  /** Everything was removed, and the audit found nothing of the run. */
  readonly cleanup_completed: boolean;
  /** ISO 8601. */
  readonly timestamp: string;
  readonly users: {
    readonly users_cleaned: number;
    readonly agents_cleaned: number;
    readonly sessions_cleaned: number;
    readonly errors: readonly string[];
  };
  readonly chat_history: {
    readonly messages_cleaned: number;
    readonly chat_streams_cleaned: number;
    readonly errors: readonly string[];
  };
  readonly total_errors: number;
  readonly cleanup_log: readonly CleanupLogEntry[];
  /** Rows removed, by table. */
  readonly tables: Readonly<Record<string, number>>;
  readonly usage_counts: readonly UsageCorrection[];
  readonly left: readonly LeftBehind[];
  readonly audited: boolean;
  readonly residue: readonly Residue[];
  /** MaiMBot's own files that still name what was removed: no error, since only MaiMBot may write them. */
  readonly beside: readonly Mention[];
  /** Empty folders that MaiMBot had made for the tenants, and that were removed. */
  readonly folders_removed: number;
  readonly dry_run: boolean;
}

/** The content of a cleanup report; its first four keys are those of the older system (contract: result-files). */
export interface CleanupReport {
  readonly cleanup_operations: number;
  readonly cleanup_log: readonly CleanupLogEntry[];
  readonly summary: {
    /** Rows that are gone; 0 for a dry run. */
    readonly total_records_deleted: number;
    readonly tables_affected: readonly string[];
  };
  /** ISO 8601. */
  readonly generated_at: string;
  readonly cleanup: CleanupSection;
  readonly purges: readonly Pick<
    PurgeReport,
    'databasePath' | 'target' | 'dryRun' | 'startedAt' | 'finishedAt' | 'users'
  >[];
}

const CHAT_TABLES = ['messages', 'chat_streams'];

/** The part `cleanup` of the results file, with everything counted once. */
export function buildCleanup(outcome: CleanupOutcome, at: Date = new Date()): CleanupSection {
  const { purges, residue } = outcome;
  const tables = removedByTable(purges);
  const count = (table: string): number => tables[table] ?? 0;
  const remains = (residue ?? []).filter(({ kind }) => kind === 'residue');
  const inChat = remains.filter(({ table }) => CHAT_TABLES.includes(table));
  const elsewhere = remains.filter(({ table }) => !CHAT_TABLES.includes(table));
  const errors = {
    users: [...(outcome.failures ?? []), ...elsewhere.map(describeResidue)],
    chat: inChat.map(describeResidue),
  };
  const totalErrors = errors.users.length + errors.chat.length;
  const dryRun = purges.some((report) => report.dryRun);
  return {
    cleanup_completed: totalErrors === 0 && residue !== undefined && !dryRun,
    timestamp: at.toISOString(),
    users: {
      users_cleaned: count('tenant_users'),
      agents_cleaned: count('agents'),
      sessions_cleaned: count('user_sessions'),
      errors: errors.users,
    },
    chat_history: {
      messages_cleaned: count('messages'),
      chat_streams_cleaned: count('chat_streams'),
      errors: errors.chat,
    },
    total_errors: totalErrors,
    cleanup_log: purges.flatMap(({ log }) => log),
    tables,
    usage_counts: purges.filter((report) => !report.dryRun).flatMap(({ usage }) => usage),
    left: purges.flatMap(({ left }) => left),
    audited: residue !== undefined,
    residue: residue ?? [],
    beside: outcome.beside ?? [],
    folders_removed: outcome.foldersRemoved ?? 0,
    dry_run: dryRun,
  };
}

/** The cleanup report as it is written to its file. */
export function buildCleanupReport(outcome: CleanupOutcome, at: Date = new Date()): CleanupReport {
  const cleanup = buildCleanup(outcome, at);
  const counts = Object.values(cleanup.tables);
  return {
    cleanup_operations: cleanup.cleanup_log.length,
    cleanup_log: cleanup.cleanup_log,
    summary: {
      total_records_deleted: counts.reduce((sum, rows) => sum + rows, 0),
      tables_affected: Object.keys(cleanup.tables),
    },
    generated_at: at.toISOString(),
    cleanup,
    purges: outcome.purges.map(({ databasePath, target, dryRun, startedAt, finishedAt, users }) => ({
      databasePath,
      target,
      dryRun,
      startedAt,
      finishedAt,
      users,
    })),
  };
}

/**
 * Writes `cleanup_report_<YYYYMMDD>_<HHMMSS>.json`, or for a purge by prefix `cleanup_report_<prefix>_…`,
 * in local time, and returns its path. A report of the same second gets a number at the end: none is
 * overwritten, and none is there half written.
 */
export function writeCleanupReport(
  directory: string,
  outcome: CleanupOutcome,
  at: Date = new Date(),
): string {
  mkdirSync(directory, { recursive: true });
  const [target] = outcome.purges.map((report) => report.target);
  const prefix = outcome.purges.length === 1 && target?.kind === 'prefix' ? target.prefix : undefined;
  const words = ['cleanup_report', ...(prefix === undefined ? [] : [fileWord(prefix)]), compactTime(at)];
  const name = words.join('_');
  const draft = join(directory, `.${name}.${process.pid}.tmp`);
  writeFileSync(draft, mask(`${JSON.stringify(buildCleanupReport(outcome, at), null, 2)}\n`));
  try {
    for (let number = 1; ; number++) {
      const path = join(directory, number === 1 ? `${name}.json` : `${name}_${number}.json`);
      if (publish(draft, path)) return path;
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

function removedByTable(purges: readonly PurgeReport[]): Record<string, number> {
  const sums = new Map<string, number>();
  for (const { removed, dryRun } of purges) {
    if (dryRun) continue;
    for (const [table, rows] of Object.entries(removed)) sums.set(table, (sums.get(table) ?? 0) + rows);
  }
  return Object.fromEntries([...sums].sort(([one], [other]) => one.localeCompare(other, 'en')));
}

function describeResidue({ table, column, row, names }: Residue): string {
  return `${table}.${column} of row ${row} still contains ${names}`;
}

/** The prefix without the characters that a file name cannot have somewhere. */
function fileWord(prefix: string): string {
  return prefix.replace(/[^\p{L}\p{N}_-]/gu, '_').slice(0, 50);
}
