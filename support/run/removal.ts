import { DeadlineError, until } from '../basics/wait';
import {
  auditResidue,
  type CleanupSection,
  type PurgeReport,
  type PurgeTarget,
  writeCleanupReport,
} from '../cleanup';
import { type CleanupResults, cleanupTestScenario } from '../journey/cleanup';

export interface Removal {
  readonly database: string;
  readonly target: PurgeTarget;
  /** Folder for the clean-up report. */
  readonly reports: string;
  /** Purges of the run so far. */
  readonly earlier: readonly PurgeReport[];
  readonly busyTimeoutMs: number;
  /** How long to watch for rows that come back, in milliseconds; undefined where the backends have ended, so that none can. */
  readonly watchMs: number | undefined;
}

export interface Removed {
  readonly cleanup: CleanupSection;
  readonly report: string;
  readonly cameBack: number | undefined;
}

/** Milliseconds between two looks at whether rows have come back: each reads the whole database. */
const LOOK_EVERY_MS = 500;

/**
 * Purges and audits; where the backends run on, watches whether the reply backend writes rows again from its memory
 * (contract: database), and removes those, too. One report tells of both.
 */
export async function removeAndLookAgain({ watchMs, reports, ...removal }: Removal): Promise<Removed> {
  const first = cleanupTestScenario(removal);
  if (watchMs === undefined) return { ...reported(first, reports), cameBack: undefined };
  if (!(await comesBack(first, removal, watchMs))) return { ...reported(first, reports), cameBack: 0 };
  const second = cleanupTestScenario({ ...removal, earlier: first.outcome.purges });
  const cameBack = Object.values(second.purge.removed).reduce((sum, rows) => sum + rows, 0);
  return { ...reported(second, reports), cameBack };
}

function reported({ cleanup, outcome }: CleanupResults, reports: string): Omit<Removed, 'cameBack'> {
  return { cleanup, report: writeCleanupReport(reports, outcome) };
}

async function comesBack(
  { outcome, cleanup }: CleanupResults,
  { database, busyTimeoutMs }: Pick<Removal, 'database' | 'busyTimeoutMs'>,
  watchMs: number,
): Promise<boolean> {
  if (!cleanup.cleanup_completed) return false;
  const identifiers = outcome.purges.flatMap((purge) => purge.identifiers);
  try {
    return await until(
      () => {
        const found = auditResidue(database, identifiers, [], { busyTimeoutMs });
        return found.some(({ kind }) => kind === 'residue') ? true : undefined;
      },
      { what: 'rows to come back', deadlineMs: watchMs, everyMs: LOOK_EVERY_MS },
    );
  } catch (error) {
    if (error instanceof DeadlineError) return false;
    throw error;
  }
}
