import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { messageOf } from '../basics/errors';
import { keepSecret } from '../basics/secrets';
import { startSandbox, type BackendPair } from '../backends';
import { type CleanupSection, Ledger } from '../cleanup';
import { type Log, openLog } from '../reporting';
import type { Settings } from '../settings/specification';
import { cleanupTestScenario } from './cleanup';
import { PurgeLog } from './purge-log';
import { makeRunId, makeTag } from './names';

/** How a run ended. */
export interface RunEnding {
  /** What the purge removed and what the audit found; undefined where cleaning is off. */
  readonly cleanup: CleanupSection | undefined;
  /** Path of the clean-up report. */
  readonly report: string | undefined;
  /** Users that the run left on purpose. */
  readonly usersLeft: number;
}

export interface RunOptions {
  readonly settings: Settings;
  /** Folder that relative paths in the settings refer to. */
  readonly root: string;
  /** Told when a backend ends although nobody asked it to. */
  readonly onUnexpectedEnd?: (runFolder: string, name: string, message: string) => void;
}

/** One run: a pair of backends, a ledger of what is made on them, and the purge at the end. */
export class Run {
  private constructor(
    readonly id: string,
    readonly tag: string,
    readonly startedAt: Date,
    readonly settings: Settings,
    readonly log: Log,
    readonly reports: string,
    /** Folder of this run alone; removed when nothing is left to be done. */
    readonly folder: string,
    readonly backends: BackendPair,
    readonly ledger: Ledger,
    /** The key that the sandbox's configurator signs tokens with: a test can make tokens that nobody else could. */
    readonly signingKey: string,
  ) {}

  /** @throws BackendError when a backend does not come up; then nothing is left running */
  static async open({ settings, root, onUnexpectedEnd }: RunOptions): Promise<Run> {
    keepSecret(settings.password);
    const startedAt = new Date();
    const tag = makeTag();
    const id = makeRunId(startedAt, tag);
    const reports = path.resolve(root, settings.reports);
    const folder = path.join(reports, 'runs', id);
    mkdirSync(folder, { recursive: true });
    const log = openLog(path.join(reports, 'integration_test.log'), settings.logLevel);
    const signingKey = randomBytes(32).toString('hex');
    keepSecret(signingKey);
    log.info(`run ${id} begins`);
    let backends: BackendPair | undefined;
    try {
      backends = await startSandbox({
        database:
          settings.database === '' ? path.join(folder, 'MaiBot.db') : path.resolve(root, settings.database),
        logs: path.join(reports, 'logs'),
        configPort: settings.configPort,
        replyPort: settings.replyPort,
        startTimeoutMs: settings.startTimeoutMs,
        signingKey,
        onUnexpectedEnd: (name, message) => {
          log.error(message);
          onUnexpectedEnd?.(folder, name, message);
        },
      });
      log.info(
        `the configurator serves at ${backends.configUrl}, the reply backend at ${backends.replyUrl}, the database is ${backends.database}`,
      );
      for (const { launch, pid } of backends.processes)
        log.info(`the ${launch.name} is process ${pid ?? 'unknown'}`);
      const ledger = Ledger.create(path.join(folder, 'ledger.jsonl'), {
        runId: id,
        databasePath: backends.database,
        mode: 'sandbox',
        urls: { configurator: backends.configUrl, reply: backends.replyUrl },
        prefix: settings.usernamePrefix,
        startedAt: startedAt.toISOString(),
      });
      return new Run(id, tag, startedAt, settings, log, reports, folder, backends, ledger, signingKey);
    } catch (error) {
      log.error(messageOf(error));
      await backends?.stop();
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /**
   * For a process that ends before its run has begun: removes the folder of a run that has made nothing.
   * The backends end with the process that started them.
   */
  abandon(): void {
    if (this.ledger.read().users.length > 0) return;
    // On Windows a backend may still hold the database.
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }

  /**
   * Stops the backends, then removes what the ledger lists and looks whether anything is left.
   * Whatever goes wrong, the backends are stopped and the ledger is kept for another try.
   */
  async finish(): Promise<RunEnding> {
    await this.backends.stop();
    this.log.info('both backends have ended');
    const contents = this.ledger.read();
    const users = contents.users.filter(({ state }) => state === 'registered' || state === 'intended');
    if (!this.settings.cleanup) {
      this.log.warning(`cleaning is off: ${users.length} users are left`);
      return { cleanup: undefined, report: undefined, usersLeft: users.length };
    }
    const { cleanup, report } = cleanupTestScenario({
      database: this.backends.database,
      target: { kind: 'ledger', ledger: contents },
      reports: this.reports,
      earlier: new PurgeLog(this.folder).all(),
      busyTimeoutMs: this.settings.busyTimeoutMs,
    });
    this.log.info(`clean-up: ${rowsRemoved(cleanup)} rows removed, ${cleanup.total_errors} errors`);
    if (cleanup.cleanup_completed) {
      this.ledger.purged(users.map(({ username }) => username));
      rmSync(this.folder, { recursive: true, force: true });
    }
    return { cleanup, report, usersLeft: 0 };
  }
}

/** Rows of all tables together. */
export function rowsRemoved({ tables }: CleanupSection): number {
  return Object.values(tables).reduce((sum, rows) => sum + rows, 0);
}
