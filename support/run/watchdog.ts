import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import path from 'node:path';
import { type EndableProcess, identify } from '../processes';
import { type RunFolder, WATCHDOG } from './run-folder';

const ROOT = path.join(__dirname, '..', '..');

/** What the run says to its watchdog when there is nothing left for it to do. */
export const DISMISSED = 'dismissed';

/**
 * A small process that outlives the run and finishes what it leaves.
 * It has a process group of its own, so that a Ctrl-C does not reach it, and a pipe to the run: when that closes,
 * the run is gone, however it died.
 */
export class Watchdog {
  private constructor(
    private readonly child: ChildProcess,
    /** Undefined where it could not be started. */
    readonly process: EndableProcess | undefined,
  ) {}

  /** Starts it before there is anything to watch: a run may be killed while it makes its folder. */
  static start(folder: RunFolder, logs: string): Watchdog {
    mkdirSync(logs, { recursive: true });
    const log = openSync(path.join(logs, 'watchdog.log'), 'a');
    try {
      const script = path.join(__dirname, 'watchdog-process.ts');
      const child = spawn(
        process.execPath,
        ['--require', require.resolve('ts-node/register'), script, folder.path],
        {
          cwd: ROOT,
          env: { ...process.env, TS_NODE_PROJECT: path.join(ROOT, 'tsconfig.json') },
          stdio: ['ignore', log, log, 'ipc'],
          detached: true,
          windowsHide: true,
        },
      );
      // A watchdog that cannot be started is no reason not to run: the next run finishes what this one leaves.
      child.on('error', () => undefined);
      child.unref();
      child.channel?.unref();
      const identity = child.pid === undefined ? undefined : identify(child.pid);
      return new Watchdog(child, identity && { ...identity, name: WATCHDOG, group: false });
    } finally {
      closeSync(log);
    }
  }

  /** Sends it away: nothing is left to be done. */
  dismiss(): void {
    if (!this.child.connected) return;
    this.child.send(DISMISSED, () => {
      if (this.child.connected) this.child.disconnect();
    });
  }
}
