import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { identify, isRunning, ProcessIdentity } from './identity';

/**
 * Takes a file for this process; false while another process that runs has it. A claim of a process that is gone
 * counts for nothing.
 * @throws Error of the file system where the file cannot be written, for another reason than that it is there
 */
export function claim(file: string): boolean {
  const holder = claimant(file);
  if (holder) return holder.pid === process.pid;
  rmSync(file, { force: true });
  try {
    writeFileSync(file, JSON.stringify(identify(process.pid)), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Gives a claim of this process back, so that somebody else can have it. */
export function unclaim(file: string): void {
  if (claimant(file)?.pid === process.pid) rmSync(file, { force: true });
}

/** Removes a claim of a process that is gone. */
export function forgetDeadClaim(file: string): void {
  if (!claimant(file)) rmSync(file, { force: true });
}

/** The process that has a file and still runs; undefined where nobody has it. */
export function claimant(file: string): ProcessIdentity | undefined {
  try {
    const holder = ProcessIdentity.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data;
    return holder && isRunning(holder) ? holder : undefined;
  } catch {
    return undefined;
  }
}
