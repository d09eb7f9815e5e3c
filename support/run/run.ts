import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { messageOf } from '../basics/errors';
import { keepSecret } from '../basics/secrets';
import { DeadlineError } from '../basics/wait';
import type { BackendPair } from '../backends';
import { type CleanupSection, Ledger } from '../cleanup';
import { makeRunId, makeTag } from '../journey/names';
import { PurgeLog } from '../journey/purge-log';
import { identify } from '../processes';
import type { Log } from '../reporting';
import type { Settings } from '../settings/specification';
import { type FinishedRun, finishLeftRun, leftRuns, othersHaveFinished } from './finish-left-run';
import { logsFolder, openRunLog, openStartupLog } from './logs';
import { pairFor } from './pair-of-run';
import { removeAndLookAgain } from './removal';
import { RunFolder, type RunFacts } from './run-folder';
import { Background } from './standing-pair';
import { Watchdog } from './watchdog';

/** How a run ended. */
export interface RunEnding {
  /** What the purge removed and what the audit found; undefined where cleaning is off. */
  readonly cleanup: CleanupSection | undefined;
  /** Path of the clean-up report. */
  readonly report: string | undefined;
  /** Users that the run left on purpose. */
  readonly usersLeft: number;
  /** Rows that came back while it was watched whether any would; undefined where the backends have ended. */
  readonly cameBack: number | undefined;
}

export interface RunOptions {
  readonly settings: Settings;
  /** Folder that relative paths in the settings refer to. */
  readonly root: string;
  readonly tag?: string;
  /** Cucumber's reports, which are to be marked if the run does not reach its end. */
  readonly reports?: RunFacts['reports'];
  /** What tells the logs of the backends from those of another run at the same time. */
  readonly logSuffix?: string;
  /** Told when a backend ends although nobody asked it to. */
  readonly onUnexpectedEnd?: (runFolder: string, name: string, message: string) => void;
  /** Told what a user would want to know while the run begins. */
  readonly onNote?: (note: string) => void;
}

/** One run: a pair of backends, a ledger of what is made on them, a watchdog, and the purge at the end. */
export class Run {
  /** Whether backends that run on may write some of the rows again. */
  private mayReturn = false;

  private constructor(
    readonly id: string,
    readonly tag: string,
    readonly startedAt: Date,
    readonly settings: Settings,
    readonly log: Log,
    private readonly startupLog: Log,
    readonly reports: string,
    private readonly place: RunFolder,
    private readonly watchdog: Watchdog,
    readonly backends: BackendPair,
    readonly ledger: Ledger,
    /** The key that the sandbox's configurator signs tokens with; empty where it is not known. */
    readonly signingKey: string,
  ) {}

  /**
   * Finishes what earlier runs left, then begins.
   * @throws NotReady or BackendError when a backend does not come up; then nothing is left running
   */
  static async open({ settings, root, tag = makeTag(), ...options }: RunOptions): Promise<Run> {
    keepSecret(settings.password);
    const startedAt = new Date();
    const id = makeRunId(startedAt, tag);
    const reports = path.resolve(root, settings.reports);
    const logs = logsFolder(reports);
    mkdirSync(logs, { recursive: true });
    const log = openRunLog(reports, settings.logLevel);
    const startupLog = openStartupLog(reports, settings.logLevel);
    const tell = (line: string, level: 'warning' | 'error' = 'warning'): void => {
      log[level](line);
      options.onNote?.(line);
    };
    for (const finished of await finishEarlierRuns(reports, tell)) {
      tell(describeFinished(finished), finished.failures.length > 0 ? 'error' : 'warning');
    }
    const place = RunFolder.of(reports, id);
    const watchdog = Watchdog.start(place, logs);
    let backends: BackendPair | undefined;
    try {
      place.begin({
        runId: id,
        startedAt: startedAt.toISOString(),
        mode: settings.mode,
        cleanup: settings.cleanup,
        busyTimeoutMs: settings.busyTimeoutMs,
        logLevel: settings.logLevel,
        owner: ownIdentity(),
        reports: options.reports ?? {},
      });
      if (watchdog.process) place.addProcess(watchdog.process);
      log.info(`run ${id} begins`);
      const pair = await pairFor({
        settings,
        root,
        standardDatabase: path.join(place.path, 'MaiBot.db'),
        logs,
        ownHolder: (port) => new Background(reports).holderOf(port),
        ...(options.logSuffix !== undefined && { logSuffix: options.logSuffix }),
        ...(options.onNote && { onNote: options.onNote }),
        onStarted: (started) => {
          place.addProcess(started);
          startupLog.info(`run ${id}: the ${started.name} is process ${started.pid}`);
        },
        onUnexpectedEnd: (name, message) => {
          log.error(message);
          options.onUnexpectedEnd?.(place.path, name, message);
        },
      });
      backends = pair.backends;
      keepSecret(pair.signingKey);
      const { configUrl, replyUrl, database } = backends;
      const serves = `the configurator serves at ${configUrl}, the reply backend at ${replyUrl}, the database is ${database}`;
      log.info(serves);
      startupLog.info(`run ${id}: ${serves}`);
      const ledger = Ledger.create(place.ledgerFile, {
        runId: id,
        databasePath: database,
        mode: settings.mode,
        urls: { configurator: configUrl, reply: replyUrl },
        prefix: settings.usernamePrefix,
        startedAt: startedAt.toISOString(),
      });
      return new Run(
        id,
        tag,
        startedAt,
        settings,
        log,
        startupLog,
        reports,
        place,
        watchdog,
        backends,
        ledger,
        pair.signingKey,
      );
    } catch (error) {
      log.error(messageOf(error));
      startupLog.error(`run ${id}: ${messageOf(error)}`);
      await backends?.stop();
      place.remove();
      watchdog.dismiss();
      throw error;
    }
  }

  /** Folder of this run alone; removed when nothing is left to be done. */
  get folder(): string {
    return this.place.path;
  }

  /** Notes that the run is ended before its time: its reports are marked when its process is gone. */
  interrupt(signal: string): void {
    this.log.warning(`run ${this.id} is interrupted by ${signal}`);
    this.place.interrupt(signal);
  }

  /**
   * Stops the backends that were started, then removes what the ledger lists and looks whether anything is left.
   * Whatever goes wrong, the backends are stopped and the ledger is kept for another try.
   */
  async finish(): Promise<RunEnding> {
    const { place, settings, backends } = this;
    await backends.stop();
    if (backends.processes.length > 0) {
      this.log.info('both backends have ended');
      this.startupLog.info(`run ${this.id}: both backends have ended`);
    }
    const contents = this.ledger.read();
    const users = contents.users.filter(({ state }) => state === 'registered' || state === 'intended');
    if (!settings.cleanup) {
      this.log.warning(`cleaning is off: ${users.length} users are left`);
      place.setState('kept');
      if (!this.writesReports) this.close();
      return { cleanup: undefined, report: undefined, usersLeft: users.length, cameBack: undefined };
    }
    try {
      const { cleanup, report, cameBack } = await removeAndLookAgain({
        database: backends.database,
        target: { kind: 'ledger', ledger: contents },
        reports: this.reports,
        earlier: new PurgeLog(this.folder).all(),
        busyTimeoutMs: settings.busyTimeoutMs,
        watchMs: settings.mode === 'attached' ? settings.secondLookMs : undefined,
      });
      this.log.info(`clean-up: ${rowsRemoved(cleanup)} rows removed, ${cleanup.total_errors} errors`);
      if (cleanup.cleanup_completed) this.settle(users.map(({ username }) => username));
      else this.watchdog.dismiss();
      return { cleanup, report, usersLeft: 0, cameBack };
    } catch (error) {
      // It would fail once more; the next run tries again.
      this.watchdog.dismiss();
      throw error;
    }
  }

  /**
   * Nothing is left to be done, Cucumber's reports are written: removes the folder, unless somebody has to come back to
   * it, and sends the watchdog away. To be called when the process ends; until then the watchdog minds the reports.
   */
  close(): void {
    const { place } = this;
    if (place.interruption || !place.state) return;
    if (place.state.state === 'purged' && !this.mayReturn) place.remove();
    this.watchdog.dismiss();
  }

  /** Notes that all is removed. */
  private settle(usernames: readonly string[]): void {
    if (usernames.length > 0) this.ledger.purged(usernames);
    this.mayReturn = this.settings.mode === 'attached' && usernames.length > 0;
    this.place.setState('purged');
    if (!this.writesReports) this.close();
  }

  private get writesReports(): boolean {
    return this.place.facts?.reports.messages !== undefined;
  }
}

/** Finishes every run under a folder for reports that ended without doing so itself. */
export async function finishEarlierRuns(
  reports: string,
  onNote: (note: string) => void = () => undefined,
): Promise<FinishedRun[]> {
  const finished: FinishedRun[] = [];
  await othersHaveFinished(reports).catch((error: unknown) => {
    if (!(error instanceof DeadlineError)) throw error;
    onNote(error.message);
  });
  for (const folder of leftRuns(reports)) {
    const outcome = await finishLeftRun(folder);
    // Looking again after backends that run on is no news where nothing had come back.
    if (!outcome || (outcome.ended.length === 0 && !outcome.cleanup && outcome.failures.length === 0))
      continue;
    finished.push(outcome);
  }
  return finished;
}

/** One line on what an earlier run had left. */
export function describeFinished({ runId, ended, cleanup, failures }: FinishedRun): string {
  const done = [
    ...(ended.length > 0 ? [`ended its ${ended.join(' and ')}`] : []),
    ...(cleanup ? [`removed ${rowsRemoved(cleanup)} rows`] : []),
    ...failures.map((failure) => `could not finish it: ${failure}`),
  ];
  const left = cleanup?.cleanup_completed === false ? `; ${cleanup.total_errors} traces are LEFT` : '';
  return `an earlier run, ${runId}, had left something: ${done.join(', ')}${left}`;
}

function ownIdentity(): RunFacts['owner'] {
  const own = identify(process.pid);
  if (!own) throw new Error(`the system does not tell when process ${process.pid}, this one, began`);
  return own;
}

/** Rows of all tables together. */
export function rowsRemoved({ tables }: CleanupSection): number {
  return Object.values(tables).reduce((sum, rows) => sum + rows, 0);
}
