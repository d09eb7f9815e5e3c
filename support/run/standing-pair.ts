import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { messageOf, UsageError } from '../basics/errors';
import { until } from '../basics/wait';
import { BackendError, configuratorServes, replyBackendServes } from '../backends';
import {
  claim,
  claimant,
  EndableProcess,
  endProcess,
  identify,
  isAlive,
  isRunning,
  ProcessIdentity,
  unclaim,
} from '../processes';
import { MODES, type Settings } from '../settings/specification';
import { logsFolder, maskBackendLogs, openStartupLog } from './logs';
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
    return isBeingStarted(pair) || pair.processes.some(isAlive) ? pair : undefined;
  }

  /** What was started and not stopped, also where all of it has ended since. */
  get last(): StandingPair | undefined {
    return this.read();
  }

  /**
   * Starts both backends and resolves when they serve; they outlive this process. Where they run already, or another
   * process starts them, it resolves when they do.
   * @throws NotReady or BackendError when they do not come up, and then nothing is left running; or when what an
   * earlier start left is not whole
   */
  async start(
    settings: Settings,
    root: string,
    onNote: (note: string) => void,
  ): Promise<{ started: boolean; pair: StandingPair }> {
    if (settings.mode === 'attached') {
      throw new UsageError('start: in the mode attached there is nothing to start: the backends run already');
    }
    mkdirSync(this.reports, { recursive: true });
    const starting = `${this.file}.starting`;
    await until(() => (claim(starting) ? true : undefined), {
      what: 'another start to come to its end',
      deadlineMs: settings.startTimeoutMs * 2,
      everyMs: 100,
      instead: () => `process ${claimant(starting)?.pid ?? 'unknown'} is at it`,
    });
    try {
      const { pair } = this;
      if (!pair) return { started: true, pair: await this.startAlone(settings, root, onNote) };
      const complaint = complaintAboutPair(pair);
      if (complaint !== undefined) throw new BackendError(complaint);
      const other = whatElseWasAsked(pair, settings);
      if (other !== undefined) throw new UsageError(other);
      return { started: false, pair };
    } finally {
      unclaim(starting);
    }
  }

  private async startAlone(
    settings: Settings,
    root: string,
    onNote: (note: string) => void,
  ): Promise<StandingPair> {
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

  /** That a port is held by the pair, and how that is ended; undefined for a port of anybody else. */
  holderOf(port: number): string | undefined {
    const { serving } = this.pair ?? {};
    const held =
      serving && [serving.configUrl, serving.replyUrl].some((url) => Number(new URL(url).port) === port);
    return held ? 'the pair that npm start began: npm stop ends it' : undefined;
  }

  /** Ends what this very process was starting. */
  async stopOwn(): Promise<void> {
    const pair = this.read();
    if (pair?.starter.pid === process.pid && isRunning(pair.starter)) await this.stop();
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
    maskBackendLogs(this.reports);
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
    const draft = `${this.file}.${process.pid}`;
    writeFileSync(draft, `${JSON.stringify(pair, null, 2)}\n`);
    renameSync(draft, this.file);
  }
}

/** Whether the process that starts the pair is still at it. */
function isBeingStarted({ serving, starter }: StandingPair): boolean {
  return serving === null && isRunning(starter);
}

/** What keeps a pair that was started from serving, and what to do; undefined where its processes are all there. */
export function complaintAboutPair(pair: StandingPair): string | undefined {
  if (isBeingStarted(pair)) return undefined;
  const named = (gone: boolean): string =>
    pair.processes
      .filter((one) => isAlive(one) !== gone)
      .map(({ name, pid }) => `the ${name} (process ${pid})`)
      .join(' and ');
  if (pair.serving === null)
    return `an earlier start was cut off and left ${named(false)} behind: npm stop ends that`;
  const lost = named(true);
  return lost === ''
    ? undefined
    : `${lost} of the pair that npm start began has ended: npm run restart starts both again`;
}

/** What was asked for that is not what runs, and what to do; undefined where it is. */
function whatElseWasAsked({ mode, serving }: StandingPair, settings: Settings): string | undefined {
  const asked: (readonly [string, string | number, string | number])[] = [['the mode', settings.mode, mode]];
  if (serving && settings.configPort !== 0)
    asked.push(["the configurator's port", settings.configPort, Number(new URL(serving.configUrl).port)]);
  if (serving && settings.replyPort !== 0)
    asked.push(["the reply backend's port", settings.replyPort, Number(new URL(serving.replyUrl).port)]);
  const [differs] = asked.filter(([, wanted, runs]) => wanted !== runs);
  return (
    differs &&
    `the pair that npm start began runs already, but ${differs[0]} is ${differs[2]} and not ${differs[1]}: npm stop first`
  );
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
