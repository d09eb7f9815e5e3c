import { setMaxListeners } from 'node:events';
import { constants } from 'node:os';
import type { Run } from '../run/run';
import { RunFolder } from '../run/run-folder';
import type { RunRecord } from './run-record';

/** Name of a process that Cucumber runs scenarios in, in the folder of the run. */
export const WORKER = 'worker';

/** Name of one that has ended because there is nothing left for it to do. */
const DONE = 'worker that is done';

/** What a caller says who has started this run as its child: once, and once more. */
export const END = 'end in order';
export const LEAVE = 'leave at once';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
type Signal = (typeof SIGNALS)[number];

let tell: () => void = () => undefined;
let interrupted = false;
const interruption = new Promise<void>((resolve) => {
  tell = resolve;
});
const switchboard = new AbortController();
setMaxListeners(0, switchboard.signal);

/** Aborted when the run is interrupted: whatever step is still under way says nothing more to MaiMBot, since the purge comes next. */
export const hangUp: AbortSignal = switchboard.signal;

/** Whether the run is to come to its end: no scenario begins any more, and no step is waited for. */
export function isInterrupted(): boolean {
  return interrupted;
}

/** The outcome of a step, or `skipped` as soon as the run is interrupted. */
export async function unlessInterrupted<T>(step: Promise<T>): Promise<T | 'skipped'> {
  try {
    return await Promise.race([step, interruption.then(() => 'skipped' as const)]);
  } catch (error) {
    // What fails after the interruption fails because of it.
    if (interrupted) return 'skipped';
    throw error;
  }
}

function interrupt(): void {
  interrupted = true;
  switchboard.abort();
  tell();
}

/**
 * In the process of the run: the first signal ends it in order – scenarios, backends, clean-up, reports –
 * and the second at once; then the watchdog does what is left. Returns what undoes it.
 */
export function endInOrderOnSignal(run: Run): () => void {
  const handlers = SIGNALS.map((signal) => {
    const onSignal = (): void => {
      const exitCode = exitCodeOf(signal);
      if (interrupted) {
        say('left at once: the watchdog ends the backends and removes what the run made');
        process.exit(exitCode);
      }
      run.interrupt(signal);
      interrupt();
      say(
        `interrupted by ${signal}: the scenarios that run are ended, then the backends; then all that the run made is removed. Once more to leave at once`,
      );
      // A signal from the terminal reaches the workers by itself, one from elsewhere does not.
      for (const worker of new RunFolder(run.folder).processes.filter(({ name }) => name === WORKER)) {
        tryToSignal(worker.pid, signal);
      }
      process.once('exit', () => {
        process.exitCode = exitCode;
      });
    };
    process.on(signal, onSignal);
    return { signal, onSignal };
  });
  const forgetCaller = heedCaller((signal) => handlers.find((one) => one.signal === signal)?.onSignal());
  return () => {
    forgetCaller();
    for (const { signal, onSignal } of handlers) process.off(signal, onSignal);
  };
}

/**
 * The command `acceptance` tells by messages that it is interrupted: a signal from the terminal has come to both processes,
 * and must not count twice. Where the command is gone, its run is interrupted, too.
 */
function heedCaller(interruptBy: (signal: Signal) => void): () => void {
  const onMessage = (message: unknown): void => {
    if (message === LEAVE || (message === END && !interrupted)) interruptBy('SIGINT');
  };
  const onDisconnect = (): void => {
    if (!interrupted) interruptBy('SIGHUP');
  };
  process.on('message', onMessage).on('disconnect', onDisconnect);
  return () => process.off('message', onMessage).off('disconnect', onDisconnect);
}

/** Milliseconds between two looks at whether all workers are there. */
const LOOK_EVERY_MS = 500;

/**
 * In the process of the run: when a worker dies, the run is ended in order. Cucumber waits for ever where a scenario
 * that needs to be alone waits for one that the dead worker had in hand. Returns what undoes it.
 */
export function endInOrderWithoutWorker(run: Run): () => void {
  const place = new RunFolder(run.folder);
  const look = setInterval(() => {
    const { processes } = place;
    const done = new Set(processes.filter(({ name }) => name === DONE).map(({ pid }) => pid));
    const workers = processes.filter(({ name, pid }) => name === WORKER && !done.has(pid));
    const dead = workers.find(({ pid }) => !tryToSignal(pid, 0));
    if (!dead) return;
    clearInterval(look);
    if (interrupted) return;
    endWithoutWorker(run, `a worker, process ${dead.pid},`);
    for (const { pid } of workers) tryToSignal(pid, 'SIGKILL');
  }, LOOK_EVERY_MS);
  look.unref();
  return () => {
    clearInterval(look);
  };
}

/** Notes that the run ends before its time because whoever ran its scenarios has died. */
export function endWithoutWorker(run: Run, who = 'a worker'): void {
  if (interrupted) return;
  run.interrupt(`the death of ${who.replace(/,$/, '')}`);
  interrupt();
  say(`${who} has died: the run is ended`);
  process.once('exit', () => {
    process.exitCode = 1;
  });
}

/** In a worker: it is written down, ends with the process that it works for, and obeys a signal when that one does. */
export function followTheRun({ folder }: RunRecord, self: { pid: number; began: string } | undefined): void {
  const place = new RunFolder(folder);
  if (self) {
    place.addProcess({ ...self, name: WORKER, group: false });
    process.once('exit', (code) => {
      if (code === 0 && place.exists) place.addProcess({ ...self, name: DONE, group: false });
    });
  }
  process.once('disconnect', () => process.exit(1));
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (place.interruption) interrupt();
      // Alone it must not leave scenarios out without a word.
      else if (signal !== 'SIGINT') process.exit(exitCodeOf(signal));
    });
  }
}

function exitCodeOf(signal: Signal): number {
  return 128 + constants.signals[signal];
}

/** Whether there was a process to get the signal; 0 only asks. */
function tryToSignal(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

function say(line: string): void {
  process.stderr.write(`\n${line}\n`);
}
