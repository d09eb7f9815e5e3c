import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { mask } from '../basics/secrets';

// One of MaiMBot's tracebacks takes more than 8 KiB.
const TAIL_BYTES = 65_536;

const LINES = 15;

/**
 * The last lines of a log, indented and with secrets masked; a missing or empty log says so.
 * @param since bytes of the log that belong to an earlier process and are not shown
 */
export function lastLines(file: string, since = 0): string {
  let text: string;
  try {
    text = readEnd(file, since);
  } catch (error) {
    return `  (the log cannot be read: ${(error as Error).message})`;
  }
  const lines = mask(text).trimEnd().split(/\r?\n/).slice(-LINES);
  return lines.join('').trim() === '' ? '  (the log is empty)' : lines.map((line) => `  ${line}`).join('\n');
}

/** What a process has printed last, without colours; empty where there is no log yet. */
export function printedSince(file: string, since: number): string {
  try {
    return stripVTControlCharacters(readEnd(file, since));
  } catch {
    return '';
  }
}

function readEnd(file: string, since: number): string {
  const fd = openSync(file, 'r');
  try {
    const { size } = fstatSync(fd);
    const length = Math.max(0, size - since);
    const buffer = Buffer.alloc(Math.min(length, TAIL_BYTES));
    readSync(fd, buffer, 0, buffer.length, size - buffer.length);
    const tail = buffer.toString('utf8');
    // Half a line may hold half a secret, which would not be recognized.
    return length > TAIL_BYTES ? tail.slice(tail.indexOf('\n') + 1) : tail;
  } finally {
    closeSync(fd);
  }
}
