import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';

/** A process, told apart from a later one that was given the same number. */
export const ProcessIdentity = z.strictObject({
  pid: z.int().min(1),
  /** When it began, in the words of the system; equal for the same process only. */
  began: z.string(),
});
export type ProcessIdentity = z.infer<typeof ProcessIdentity>;

/** The identity of a process that runs; undefined when there is none of that number, or it has ended and only waits to be collected. */
export function identify(pid: number): ProcessIdentity | undefined {
  const began = beginningOf(pid);
  return began === undefined ? undefined : { pid, began };
}

/** Whether this very process still runs. */
export function isRunning({ pid, began }: ProcessIdentity): boolean {
  return beginningOf(pid) === began;
}

function beginningOf(pid: number): string | undefined {
  if (process.platform === 'linux') return onLinux(pid);
  return process.platform === 'win32' ? onWindows(pid) : onUnix(pid);
}

// Fields of /proc/<pid>/stat after the name (proc(5)).
const STATE = 0;
const GROUP = 2;
const THREADS = 17;
const START_TICKS = 19;

/** The fields of a process that runs. The name before them may itself hold blanks and brackets. */
function statOf(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // While other threads of a dead process are still ending, its ports and locks are held.
    const ended = fields[STATE] === 'X' || (fields[STATE] === 'Z' && Number(fields[THREADS]) <= 1);
    return ended ? undefined : fields;
  } catch {
    return undefined;
  }
}

function onLinux(pid: number): string | undefined {
  const fields = statOf(pid);
  return fields && `${bootId()} ${fields[START_TICKS] ?? ''}`;
}

/** The members of a process group that run; on Linux only. Asking by signal 0 would count those that wait to be collected. */
export function groupMembers(group: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => statOf(pid)?.[GROUP] === String(group));
}

let boot: string | undefined;

/** Ticks are counted from the start of the machine, so they say nothing after another start. */
function bootId(): string {
  return (boot ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());
}

function onUnix(pid: number): string | undefined {
  const { stdout } = spawnSync('ps', ['-o', 'state=,lstart=', '-p', String(pid)], { encoding: 'utf8' });
  const [, state, began] = /^(\S+)\s+(.+\S)\s*$/.exec(stdout) ?? [];
  return state === undefined || state.startsWith('Z') ? undefined : began;
}

function onWindows(pid: number): string | undefined {
  const script = `(Get-Process -Id ${pid} -ErrorAction Stop).StartTime.ToFileTimeUtc()`;
  const { stdout } = spawnSync('powershell', ['-NoProfile', '-Command', script], { encoding: 'utf8' });
  return stdout.trim() === '' ? undefined : stdout.trim();
}
