import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { messageOf, UsageError } from '../basics/errors';
import { configuratorServes, replyBackendServes } from '../backends';
import { EndableProcess, endProcess, identify, isAlive, ProcessIdentity } from '../processes';
import { MODES, type Settings } from '../settings/specification';
import { logsFolder, openStartupLog } from './logs';
import { pairFor } from './pair-of-run';

const Serving = z.strictObject({
  configUrl: z.string(),
  replyUrl: z.string(),
  /** Path of the database that both share. */
  database: z.string(),
});

/** A pair of backends that was started in the background, as its state file tells. It holds no secret. */
const StandingPair = z.strictObject({
  mode: z.enum(MODES),
  startedAt: z.iso.datetime(),
  /** The process that starts it. */
  starter: ProcessIdentity,
  logs: z.string(),
  processes: z.array(EndableProcess),
  /** Where it serves; null until both backends are ready. */
  serving: Serving.nullable(),
});
export type StandingPair = z.infer<typeof StandingPair>;

/** How a backend answers: undefined for well, or what came instead. */
export interface Health {
  readonly configurator: string | undefined;
  readonly replyBackend: string | undefined;
}

/** The state file of the pair in the background, and what can be done to it. */
export class Background {
  readonly file: string;

  constructor(private readonly reports: string) {
    this.file = path.join(reports, 'backends.json');
  }

  /** What was started and not stopped; undefined where nothing was, or where all of it has ended. */
  get pair(): StandingPair | undefined {
    const pair = this.read();
    if (!pair) return undefined;
    const starting = pair.serving === null && identify(pair.starter.pid)?.began === pair.starter.began;
    return starting || pair.processes.some(isAlive) ? pair : undefined;
  }

  /**
   * Starts both backends and resolves when they serve; they outlive this process.
   * @throws NotReady or BackendError when they do not come up; then nothing is left running
   */
  async start(settings: Settings, root: string, onNote: (note: string) => void): Promise<StandingPair> {
    if (settings.mode === 'attached') {
      throw new UsageError('start: in the mode attached there is nothing to start: the backends run already');
    }
    const logs = logsFolder(this.reports);
    const log = openStartupLog(this.reports, settings.logLevel);
    const starter = identify(process.pid);
    if (!starter) throw new Error('the system does not tell when this process began');
    let pair: StandingPair = {
      mode: settings.mode,
      startedAt: new Date().toISOString(),
      starter,
      logs,
      processes: [],
      serving: null,
    };
    const keep = (change: Partial<StandingPair>): void => {
      pair = { ...pair, ...change };
      this.write(pair);
    };
    keep({});
    try {
      const { backends } = await pairFor({
        settings,
        root,
        logs,
        standardDatabase: path.join(this.reports, 'sandbox', 'MaiBot.db'),
        outlive: true,
        onNote,
        // Written down at once, so that `stop` finds it whatever becomes of this process.
        onStarted: (started) => {
          keep({ processes: [...pair.processes, started] });
          log.info(`in the background: the ${started.name} is process ${started.pid}`);
        },
      });
      const { configUrl, replyUrl, database, processes } = backends;
      for (const one of processes) one.release();
      keep({ serving: { configUrl, replyUrl, database } });
      log.info(
        `in the background: the configurator serves at ${configUrl}, the reply backend at ${replyUrl}`,
      );
      return pair;
    } catch (error) {
      log.error(messageOf(error));
      this.forget();
      throw error;
    }
  }

  /** Ends what was started, with all its children; returns what was still there, by name. */
  async stop(): Promise<EndableProcess[]> {
    const pair = this.read();
    const alive = pair?.processes.filter(isAlive) ?? [];
    const log = openStartupLog(this.reports, 'info');
    await Promise.all(
      alive.map(async (one) => {
        await endProcess(one);
        log.info(`in the background: the ${one.name} (process ${one.pid}) has ended`);
      }),
    );
    this.forget();
    return alive;
  }

  private forget(): void {
    rmSync(this.file, { force: true });
  }

  private read(): StandingPair | undefined {
    try {
      return StandingPair.safeParse(JSON.parse(readFileSync(this.file, 'utf8'))).data;
    } catch {
      return undefined;
    }
  }

  private write(pair: StandingPair): void {
    mkdirSync(this.reports, { recursive: true });
    const draft = `${this.file}.${process.pid}`;
    writeFileSync(draft, `${JSON.stringify(pair, null, 2)}\n`);
    renameSync(draft, this.file);
  }
}

/** Whether both backends answer, each by its own protocol. */
export async function healthOf(
  { configUrl, replyUrl }: Pick<z.infer<typeof Serving>, 'configUrl' | 'replyUrl'>,
  deadlineMs = 3_000,
): Promise<Health> {
  const complaint = async (look: Promise<void>): Promise<string | undefined> =>
    look.then(
      () => undefined,
      (error: unknown) => messageOf(error).replaceAll('\n', '; '),
    );
  const [configurator, replyBackend] = await Promise.all([
    complaint(configuratorServes(configUrl, deadlineMs)),
    complaint(replyBackendServes(replyUrl, deadlineMs)),
  ]);
  return { configurator, replyBackend };
}
