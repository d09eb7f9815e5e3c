import {
  auditResidue,
  buildCleanup,
  type CleanupOutcome,
  type CleanupSection,
  type Ledger,
  mentionsBeside,
  removeTenantFolders,
  purge,
  type PurgeReport,
  type PurgeTarget,
  type UserReference,
  writeCleanupReport,
} from '../cleanup';

/** Whose traces are removed: exactly one of users, tenant ids, a username prefix and everything in a ledger. */
export type CleanupScope =
  | { readonly users: readonly UserReference[] }
  | { readonly tenantIds: readonly string[] }
  | { readonly prefix: string }
  | { readonly ledger: Ledger }
  | { readonly target: PurgeTarget };

export type CleanupOptions = CleanupScope & {
  /** Path of MaiMBot's database. */
  readonly database: string;
  /** Folder for `cleanup_report_<…>.json`; without it none is written. */
  readonly reports?: string;
  readonly dryRun?: boolean;
  readonly busyTimeoutMs?: number;
  /** Purges that belong to the same clean-up and came before: they are counted and audited with it. */
  readonly earlier?: readonly PurgeReport[];
};

export interface CleanupResults {
  readonly purge: PurgeReport;
  /** The part `cleanup` of the results file. */
  readonly cleanup: CleanupSection;
  /** What a report is made of. */
  readonly outcome: CleanupOutcome;
  /** Path of the report, where one was asked for. */
  readonly report: string | undefined;
}

/**
 * Removes every trace of the users from every table, looks whether anything is left, and reports.
 * @throws PurgeRefusedError or PurgeFailedError; then nothing was changed
 */
export function cleanupTestScenario(options: CleanupOptions): CleanupResults {
  const { database, dryRun = false } = options;
  const waiting = options.busyTimeoutMs === undefined ? {} : { busyTimeoutMs: options.busyTimeoutMs };
  const purged = purge(database, targetOf(options), { dryRun, ...waiting });
  const purges = [...(options.earlier ?? []), purged];
  const identifiers = purges.flatMap((report) => report.identifiers);
  const usernames = purges.flatMap(({ users }) => users.flatMap(({ username }) => username ?? []));
  const residue = dryRun ? undefined : auditResidue(database, identifiers, usernames, waiting);
  const folders = dryRun ? { removed: 0, left: [] } : removeTenantFolders(database, identifiers);
  const beside = dryRun ? [] : [...mentionsBeside(database, identifiers, usernames), ...folders.left];
  const outcome = { purges, residue, beside, foldersRemoved: folders.removed };
  const cleanup = buildCleanup(outcome);
  if ('ledger' in options && cleanup.cleanup_completed) options.ledger.purged(usernames);
  return {
    purge: purged,
    cleanup,
    outcome,
    report: options.reports === undefined ? undefined : writeCleanupReport(options.reports, outcome),
  };
}

function targetOf(scope: CleanupScope): PurgeTarget {
  if ('target' in scope) return scope.target;
  if ('ledger' in scope) return { kind: 'ledger', ledger: scope.ledger.read() };
  if ('users' in scope) return { kind: 'users', users: scope.users };
  if ('tenantIds' in scope) return { kind: 'tenants', tenantIds: scope.tenantIds };
  return { kind: 'prefix', prefix: scope.prefix };
}
