import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { blankOut } from './secrets';

/**
 * Puts stars in the place of every secret in a file that somebody else writes, byte for byte, so that whoever appends to it
 * meanwhile loses nothing. A file that is not there is passed over.
 * @param since bytes at the beginning that are left out
 */
export function maskFile(file: string, since = 0): void {
  let fd: number;
  try {
    fd = openSync(file, 'r+');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  try {
    const text = Buffer.alloc(Math.max(0, fstatSync(fd).size - since));
    readSync(fd, text, 0, text.length, since);
    // One character for each byte, whatever the encoding: secrets are ASCII.
    const clean = Buffer.from(blankOut(text.toString('latin1')), 'latin1');
    if (!clean.equals(text)) writeSync(fd, clean, 0, clean.length, since);
  } finally {
    closeSync(fd);
  }
}
