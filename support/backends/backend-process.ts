import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, fstatSync, mkdirSync, openSync } from 'node:fs';
import path from 'node:path';
import { maskFile } from '../basics/mask-file';
import { DeadlineError, until, within } from '../basics/wait';
import { type EndableProcess, identify, isAlive, send } from '../processes';
import { lastLines, printedSince } from './log-tail';

/** How a backend is started. */
export interface Launch {
  /** For messages: `configurator` or `reply backend`. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** File that takes both output streams of the process. */
  readonly log: string;
  /** Why it cannot succeed, from what it has printed so far; asked again and again while it starts, and when it has ended. */
  readonly diagnose?: (printed: string, ended: boolean) => string | undefined;
  /** Whether the process tells by a message that it listens; others get no channel to their parent. */
  readonly tells?: boolean;
  /** Told of the process as soon as there is one, so that somebody else can end it. */
  readonly onStarted?: (started: EndableProcess) => void;
}

/** A backend did not come up, or ended although nobody asked it to. */
export class BackendError extends Error {
  override readonly name = 'BackendError';
}

const TERM_DEADLINE_MS = 8_000;
const KILL_DEADLINE_MS = 5_000;

/** Milliseconds between two looks at what a process prints while it starts. */
const LOOK_EVERY_MS = 50;

/**
 * One backend and all its children.
 * It leads a process group of its own, so that a Ctrl-C at the terminal does not reach it before the suite has purged,
 * and so that children of children end with it. Its output goes straight to a file: no pipe that could fill up.
 */
export class BackendProcess {
  /** Resolves when the process has ended, with a sentence on how. */
  readonly ended: Promise<string>;
  /** What another process needs to know to end this one. */
  private readonly endable: EndableProcess | undefined;
  private endedHow: string | undefined;
  private stopping = false;

  private constructor(
    readonly launch: Launch,
    private readonly child: ChildProcess,
    private readonly logBegins: number,
  ) {
    const identity = child.pid === undefined ? undefined : identify(child.pid);
    this.endable = identity && { ...identity, name: launch.name, group: true };
    this.ended = new Promise((resolve) => {
      child.once('error', (error) => {
        resolve((this.endedHow = `could not be started (${error.message})`));
      });
      child.once('exit', (code, signal) => {
        // A child that it leaves behind would go on serving, and hold the port (contract: processes).
        this.signal('SIGKILL');
        resolve((this.endedHow = signal ? `was ended by ${signal}` : `ended with code ${code ?? 'unknown'}`));
      });
    });
  }

  static start(launch: Launch): BackendProcess {
    mkdirSync(path.dirname(launch.log), { recursive: true });
    const log = openSync(launch.log, 'a');
    const logBegins = fstatSync(log).size;
    try {
      const child = spawn(launch.command, launch.args, {
        cwd: launch.cwd,
        env: launch.env,
        stdio: ['ignore', log, log, ...(launch.tells === true ? (['ipc'] as const) : [])],
        detached: process.platform !== 'win32',
        windowsHide: true,
      });
      const backend = new BackendProcess(launch, child, logBegins);
      const { endable } = backend;
      if (endable) launch.onStarted?.(endable);
      return backend;
    } finally {
      closeSync(log);
    }
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** How the process ended, if it has. */
  get howItEnded(): string | undefined {
    return this.endedHow;
  }

  /**
   * The port that the process says it listens on.
   * @throws BackendError with the last lines of the log when it ends first or takes too long
   */
  async listening(deadlineMs: number): Promise<number> {
    const said = new Promise<number>((resolve) => {
      this.child.on('message', (message) => {
        if (isListening(message)) resolve(message.listening);
      });
    });
    return this.comesUp('to listen', async () => said, deadlineMs);
  }

  /**
   * Waits for a sign that the process serves, but no longer than it takes to tell that it never will.
   * @param sign what it should do, as the end of the sentence "waited for the configurator …"
   * @param event waits for it, longer than the deadline, until it is told that this is over
   * @throws BackendError when it ends, when what it prints says that it cannot succeed, or when the time is over
   */
  async comesUp<T>(sign: string, event: (over: AbortSignal) => Promise<T>, deadlineMs: number): Promise<T> {
    const over = new AbortController();
    try {
      return await within(Promise.race([event(over.signal), this.failure(over.signal, deadlineMs)]), {
        what: `the ${this.launch.name} (process ${this.pid ?? 'none'}) ${sign}`,
        deadlineMs,
        instead: () => `nothing; the last lines of ${this.launch.log}:\n${this.lastWords}`,
        causes: ['the machine is busy: startTimeoutMs can be raised', 'the database file cannot be opened'],
      });
    } catch (error) {
      if (error instanceof DeadlineError) throw new BackendError(error.message);
      throw error;
    } finally {
      over.abort();
    }
  }

  /** Calls back when the process ends although nobody asked it to. */
  onUnexpectedEnd(tell: (message: string) => void): void {
    void this.ended.then((how) => {
      if (!this.stopping) tell(this.describe(how));
    });
  }

  /** Lets the process go on alone: this one may end without it. */
  release(): void {
    this.stopping = true;
    if (this.child.connected) this.child.disconnect();
    this.child.unref();
  }

  /** Ends the process and all its children: asks first, then kills. Resolves when all of it is gone, and no secret in its log. */
  async stop(): Promise<void> {
    try {
      await this.endWithChildren();
    } finally {
      maskFile(this.launch.log, this.logBegins);
    }
  }

  private async endWithChildren(): Promise<void> {
    await this.end();
    const { endable } = this;
    if (!endable) return;
    // Its children were killed when it ended; that takes a moment, in which they hold their ports.
    await until(() => (isAlive(endable) ? undefined : true), {
      what: `all children of the ${this.launch.name} (process ${endable.pid}) to end`,
      deadlineMs: KILL_DEADLINE_MS,
    });
  }

  private async end(): Promise<void> {
    this.stopping = true;
    if (this.endedHow !== undefined || this.pid === undefined) return;
    this.signal('SIGTERM');
    try {
      await within(this.ended, { what: `the ${this.launch.name} to end`, deadlineMs: TERM_DEADLINE_MS });
    } catch {
      this.signal('SIGKILL');
      await within(this.ended, {
        what: `the ${this.launch.name} to be killed`,
        deadlineMs: KILL_DEADLINE_MS,
      });
    }
  }

  private signal(signal: NodeJS.Signals): void {
    if (this.pid !== undefined) send({ pid: this.pid, group: true }, signal);
  }

  /** Rejects when the process has ended, or prints why it will never serve. */
  private async failure(over: AbortSignal, deadlineMs: number): Promise<never> {
    const { diagnose } = this.launch;
    const ended = this.ended.then((how) => this.diagnosis(true) ?? how);
    if (!diagnose) throw new BackendError(this.describe(await ended));
    const hopeless = until(() => (over.aborted ? '' : this.diagnosis(false)), {
      what: 'a word on why it does not come up',
      deadlineMs,
      everyMs: LOOK_EVERY_MS,
    });
    // Where nothing is found in time, the deadline of the whole wait tells more.
    throw new BackendError(this.describe(await Promise.race([ended, hopeless.catch(async () => ended)])));
  }

  private diagnosis(ended: boolean): string | undefined {
    return this.launch.diagnose?.(printedSince(this.launch.log, this.logBegins), ended);
  }

  /** What this process wrote last; the log may hold lines of earlier ones. */
  private get lastWords(): string {
    return lastLines(this.launch.log, this.logBegins);
  }

  private describe(how: string): string {
    return `the ${this.launch.name} (process ${this.pid ?? 'none'}) ${how}; the last lines of ${this.launch.log}:\n${this.lastWords}`;
  }
}

function isListening(message: unknown): message is { listening: number } {
  return (
    typeof message === 'object' &&
    message !== null &&
    'listening' in message &&
    typeof message.listening === 'number'
  );
}
