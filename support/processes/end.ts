import { spawnSync } from 'node:child_process';
import { z } from 'zod';
import { DeadlineError, until } from '../basics/wait';
import { groupMembers, identify, ProcessIdentity } from './identity';

/** A process that somebody must end, whoever started it. */
export const EndableProcess = ProcessIdentity.extend({
  /** For messages: `reply backend`. */
  name: z.string(),
  /** Whether it leads a process group of its own, which ends with it. */
  group: z.boolean(),
});
export type EndableProcess = z.infer<typeof EndableProcess>;

/** Milliseconds that a process is given to end by itself, and then to be gone after it was killed. */
const TERM_DEADLINE_MS = 8_000;
const KILL_DEADLINE_MS = 5_000;

/** Whether the process, or anything of its group, still runs. */
export function isAlive(found: EndableProcess): boolean {
  const now = identify(found.pid);
  // Where another process has the number, the group of that number is not this one's either.
  return now === undefined ? found.group && groupExists(found) : now.began === found.began;
}

/**
 * Ends a process and its group: asks first unless `atOnce`, then kills. Resolves when all of it is gone.
 * A process that only has the same number is left alone.
 * @throws DeadlineError when it cannot be killed
 */
export async function endProcess(found: EndableProcess, { atOnce = false } = {}): Promise<void> {
  if (!isAlive(found)) return;
  const gone = async (deadlineMs: number): Promise<boolean> =>
    until(() => (isAlive(found) ? undefined : true), {
      what: `the ${found.name} (process ${found.pid}) to end`,
      deadlineMs,
    });
  if (!atOnce) {
    send(found, 'SIGTERM');
    try {
      await gone(TERM_DEADLINE_MS);
      return;
    } catch (error) {
      if (!(error instanceof DeadlineError)) throw error;
    }
  }
  send(found, 'SIGKILL');
  await gone(KILL_DEADLINE_MS);
}

/** While a member of a group lives, the system gives the number of its leader to no other process. */
function groupExists({ pid }: EndableProcess): boolean {
  if (process.platform === 'win32') return false;
  if (process.platform === 'linux') return groupMembers(pid).length > 0;
  return signalled(-pid, 0);
}

/**
 * Sends a signal to a process, or to its whole group. On Windows, where there are neither groups nor requests to end,
 * the process is ended with all its children.
 */
export function send({ pid, group }: Pick<EndableProcess, 'pid' | 'group'>, signal: NodeJS.Signals): void {
  if (group && process.platform === 'win32') spawnSync('taskkill', ['/pid', String(pid), '/t', '/f']);
  else signalled(group ? -pid : pid, signal);
}

/** Whether there was anybody to get the signal; 0 only asks. */
function signalled(target: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(target, signal);
    return true;
  } catch (error) {
    // macOS says EPERM when what is left of a group only waits to be collected.
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ESRCH' || code === 'EPERM') return false;
    throw error;
  }
}
