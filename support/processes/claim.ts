import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { codeOf, publish } from '../basics/publish';
import { identify, isRunning, ProcessIdentity } from './identity';

/**
 * Takes a file for this process; false while another process that runs has it. A claim of a process that is gone
 * counts for nothing.
 * @throws Error of the file system where the file cannot be written, for another reason than that it is there
 */
export function claim(file: string): boolean {
  const holder = claimant(file);
  if (holder) return holder.pid === process.pid;
  forgetDeadClaim(file);
  // Whoever sees the claim must see who made it.
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(identify(process.pid)));
  try {
    return publish(draft, file);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Gives a claim of this process back, so that somebody else can have it. */
export function unclaim(file: string): void {
  if (claimant(file)?.pid === process.pid) rmSync(file, { force: true });
}

/** Removes a claim of a process that is gone. */
export function forgetDeadClaim(file: string): void {
  if (claimant(file)) return;
  const aside = `${file}.${process.pid}.dead`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  // Somebody may have removed it and made a claim of their own since it was looked at.
  if (claimant(aside)) publish(aside, file);
  rmSync(aside, { force: true });
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
