import { type Connection, DEFAULT_BUSY_TIMEOUT_MS, withDatabase } from './database';
import { refuseDangerousTarget, type PurgeTarget } from './owners';
import { planPurge, type PurgePlan } from './purge-plan';
import type { CleanupLogEntry, PurgeReport, TargetSummary } from './purge-report';
import type { IdentifierKind } from './run-identifiers';
import { correctUsage } from './usage-counts';

export interface PurgeOptions {
  /** Reports what would be removed and changes nothing. */
  readonly dryRun?: boolean;
  /** Milliseconds that a busy database is waited for; 30,000 unless given. The wait blocks the process. */
  readonly busyTimeoutMs?: number;
}

const KINDS: readonly IdentifierKind[] = ['tenant', 'user', 'agent', 'stream', 'person'];

/**
 * Removes every row of every table that the users of the target own, in one transaction, and sets the
 * usage counts of templates back.
 *
 * A row is theirs when one of its tenant, user, agent, stream or person columns holds one of their
 * identifiers, or when any of its cells contains one and the row is not another tenant's. Under the system's
 * tenant a row is theirs, too, when a cell is the name of a user whom the ledger knows by the tag of the run. A purge that
 * is repeated does no harm. Throws PurgeRefusedError for a dangerous target and for a database that is
 * not MaiMBot's, PurgeFailedError when the database could not be changed; then nothing was.
 */
export function purge(databasePath: string, target: PurgeTarget, options: PurgeOptions = {}): PurgeReport {
  const { dryRun = false, busyTimeoutMs = DEFAULT_BUSY_TIMEOUT_MS } = options;
  refuseDangerousTarget(target);
  const startedAt = new Date().toISOString();
  return withDatabase(databasePath, { busyTimeoutMs, readonly: dryRun }, (db) => {
    const work = db.transaction(() => {
      const plan = planPurge(db, target);
      return { plan, removed: dryRun ? countDoomed(plan) : carryOut(db, plan) };
    });
    // A purge takes the write lock before it looks, so that nothing is written between looking and removing.
    const { plan, removed } = dryRun ? work.deferred() : work.immediate();
    const finishedAt = new Date().toISOString();
    return {
      databasePath,
      target: summarize(target),
      dryRun,
      startedAt,
      finishedAt,
      users: plan.owners.owners.map(({ present, ...user }) => ({ ...user, accountFound: present })),
      removed,
      usage: plan.usage,
      left: plan.left,
      identifiers: KINDS.flatMap((kind) => plan.identifiers.ofKind(kind)),
      log: writeLog(plan, removed, { timestamp: finishedAt, dryRun }),
    };
  });
}

function countDoomed({ doomed }: PurgePlan): Record<string, number> {
  return byTable(doomed.map(({ rows, keys }) => [rows.table.name, keys.length]));
}

function carryOut(db: Connection, { doomed, usage }: PurgePlan): Record<string, number> {
  const counts = doomed.map(({ rows, keys }): [string, number] => {
    const gone = keys.reduce((sum, key) => sum + rows.delete(key), 0);
    return [rows.table.name, gone];
  });
  correctUsage(db, usage);
  return byTable(counts);
}

function byTable(counts: readonly (readonly [string, number])[]): Record<string, number> {
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

function writeLog(
  { owners, usage }: PurgePlan,
  removed: Record<string, number>,
  { timestamp, dryRun }: { timestamp: string; dryRun: boolean },
): CleanupLogEntry[] {
  const people = owners.owners.map(({ username, tenantId, userId }) => username ?? tenantId ?? userId);
  const details = `rows of ${[...new Set(people)].join(', ')}`;
  return [
    ...Object.entries(removed).map(([table, count]) => ({
      timestamp,
      table,
      operation: dryRun ? ('WOULD DELETE' as const) : ('DELETE' as const),
      count,
      details,
    })),
    ...usage.map(({ templateId, from, to }) => ({
      timestamp,
      table: 'agent_templates',
      operation: dryRun ? ('WOULD UPDATE' as const) : ('UPDATE' as const),
      count: 1,
      details: `usage_count of ${templateId}: ${from} → ${to}`,
    })),
  ];
}

function summarize(target: PurgeTarget): TargetSummary {
  switch (target.kind) {
    case 'prefix':
      return { kind: 'prefix', prefix: target.prefix };
    case 'tenants':
      return { kind: 'tenants', tenantIds: [...target.tenantIds] };
    case 'users':
      return { kind: 'users', usernames: target.users.map(({ username }) => username) };
    case 'ledger': {
      const { header, users } = target.ledger;
      const usernames = target.usernames ?? users.map(({ username }) => username);
      return { kind: 'ledger', runId: header.runId, usernames: [...usernames] };
    }
  }
}
