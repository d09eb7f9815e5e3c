import { existsSync } from 'node:fs';
import path from 'node:path';
import { messageOf } from '../basics/errors';
import { type CleanupSection, Ledger, writeCleanupReport } from '../cleanup';
import { cleanupTestScenario } from '../journey/cleanup';
import { PurgeLog } from '../journey/purge-log';
import { until } from '../basics/wait';
import { type EndableProcess, endProcess, forgetDeadClaim, isAlive, isRunning } from '../processes';
import type { Log } from '../reporting';
import { areComplete, markReportsAsInterrupted } from './interrupted-reports';
import { maskBackendLogs, openRunLog, openStartupLog } from './logs';
import { REPORTS_CLAIM, type RunFacts, RunFolder, WATCHDOG } from './run-folder';

/** How long a reply backend that runs on may keep a chat stream in its memory before it writes it again (contract: database). */
const MEMORY_MS = 310_000;

/** How long the watchdogs of earlier runs are waited for: each ends two backends and purges. */
const FINISH_DEADLINE_MS = 60_000;

/** What was done about a run that left something. */
export interface FinishedRun {
  readonly runId: string;
  /** Processes that were still there, by name. */
  readonly ended: readonly string[];
  /** What the purge removed; undefined where nothing was to be removed, or nothing could be. */
  readonly cleanup: CleanupSection | undefined;
  /** Path of the clean-up report. */
  readonly report: string | undefined;
  /** What could not be done; then the ledger is kept for another try. */
  readonly failures: readonly string[];
}

/** Folders of runs that ended without finishing, or whose traces may come back; nobody is at work on them. */
export function leftRuns(reports: string): RunFolder[] {
  return RunFolder.all(reports).filter((folder) => {
    if (folder.isBusy) return false;
    const { facts, state } = folder;
    // Without facts it is a ledger that the library began: whoever called it removes what it made.
    if (!facts) return !existsSync(folder.ledgerFile) && !folder.isNew;
    return state?.state !== 'kept';
  });
}

/**
 * Finishes a run whose process is gone: ends what still runs, removes what its ledger lists, reports, and marks
 * Cucumber's reports as interrupted. One thing that fails does not keep the others from being done.
 * Resolves with undefined when another process is at it.
 */
export async function finishLeftRun(folder: RunFolder): Promise<FinishedRun | undefined> {
  const { facts } = folder;
  if (!facts) {
    folder.remove();
    return undefined;
  }
  if (!folder.claim()) return undefined;
  const log = openRunLog(folder.reports, facts.logLevel);
  const failures: string[] = [];
  const attempt = async <T>(work: () => T | Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      failures.push(messageOf(error));
      log.error(`finishing run ${facts.runId}: ${messageOf(error)}`);
      return undefined;
    }
  };
  const ended = (await attempt(async () => endLeftProcesses(folder))) ?? [];
  await attempt(() => {
    maskBackendLogs(folder.reports);
  });
  const removed = await attempt(() => removeRows(folder, facts, log));
  // A run that was purged before has ended as it should, and so have its reports, unless it was killed while it wrote them.
  const { interruption } = folder;
  if (interruption || !folder.state || !areComplete(facts)) {
    await attempt(async () => markReportsAsInterrupted(facts, interruption));
    folder.forgetInterruption();
  }
  forgetDeadClaim(path.join(folder.reports, REPORTS_CLAIM));
  settle(folder, facts, failures.length === 0 && (removed?.cleanup.cleanup_completed ?? true));
  return {
    runId: facts.runId,
    ended: ended.map(({ name }) => name),
    cleanup: removed?.cleanup,
    report: removed?.report,
    failures,
  };
}

/** Waits until nobody else is finishing a run whose process is gone: it holds the ports, and the database. */
export async function othersHaveFinished(reports: string): Promise<void> {
  const underWay = (): RunFolder[] =>
    RunFolder.all(reports).filter(
      (folder) => folder.isBeingFinished && folder.facts !== undefined && !isRunning(folder.facts.owner),
    );
  await until(() => (underWay().length === 0 ? true : undefined), {
    what: 'earlier runs to be finished by their watchdogs',
    deadlineMs: FINISH_DEADLINE_MS,
    everyMs: 100,
    instead: () =>
      underWay()
        .map(({ id }) => `run ${id} is still being finished`)
        .join(', '),
  });
}

/** What an ended run has left running, its watchdog aside. */
export function leftProcesses(folder: RunFolder): EndableProcess[] {
  return folder.processes.filter((one) => one.name !== WATCHDOG && isAlive(one));
}

/** Ends what an ended run has left running; resolves with what that was. */
export async function endLeftProcesses(folder: RunFolder): Promise<EndableProcess[]> {
  const left = leftProcesses(folder);
  if (left.length === 0) return [];
  const log = openStartupLog(folder.reports, folder.facts?.logLevel ?? 'info');
  await Promise.all(
    left.map(async (one) => {
      // What a worker has in hand, a lock of the database say, must go before the purge comes.
      await endProcess(one, { atOnce: !one.group });
      log.info(`run ${folder.id} is gone; the ${one.name} (process ${one.pid}) that it left has been ended`);
    }),
  );
  maskBackendLogs(folder.reports);
  return left;
}

function removeRows(
  folder: RunFolder,
  { cleanup: wanted, busyTimeoutMs, runId, mode }: RunFacts,
  log: Log,
): { cleanup: CleanupSection; report: string } | undefined {
  const again = folder.state?.state === 'purged';
  if (!wanted || !existsSync(folder.ledgerFile) || (again && mode !== 'attached')) return undefined;
  const ledger = Ledger.open(folder.ledgerFile);
  const contents = ledger.read();
  if (contents.users.length === 0 && contents.templates.length === 0) return undefined;
  const { cleanup, outcome, purge } = cleanupTestScenario({
    ledger,
    database: contents.header.databasePath ?? '',
    busyTimeoutMs,
    earlier: again ? [] : new PurgeLog(folder.path).all(),
  });
  const rows = Object.values(cleanup.tables).reduce((sum, count) => sum + count, 0);
  log.info(`run ${runId} is gone; of what it left ${rows} rows were removed, ${cleanup.total_errors} errors`);
  // Looking again after backends that ran on is worth a report only where something had come back.
  if (again && Object.keys(purge.removed).length === 0) return undefined;
  return { cleanup, report: writeCleanupReport(folder.reports, outcome) };
}

/** Removes the folder where all is done; else keeps it for the next try. */
function settle(folder: RunFolder, { cleanup, mode }: RunFacts, complete: boolean): void {
  const purgedAt = Date.parse(folder.state?.at ?? '');
  const hasLedger = existsSync(folder.ledgerFile);
  const mayReturn = mode === 'attached' && !(Date.now() - purgedAt > MEMORY_MS);
  if (complete && !(hasLedger && (mayReturn || !cleanup))) {
    folder.remove();
    return;
  }
  if (complete && !cleanup) folder.setState('kept');
  else if (complete && Number.isNaN(purgedAt)) folder.setState('purged');
  folder.unclaim();
}
