import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { mask } from '../basics/secrets';

const TAIL_BYTES = 8_192;

/** The last lines of a log (default 15), indented and with secrets masked; a missing or empty log says so. */
export function lastLines(file: string, count = 15): string {
  let text: string;
  try {
    const fd = openSync(file, 'r');
    try {
      const { size } = fstatSync(fd);
      const buffer = Buffer.alloc(Math.min(size, TAIL_BYTES));
      readSync(fd, buffer, 0, buffer.length, size - buffer.length);
      const tail = buffer.toString('utf8');
      // Half a line may hold half a secret, which would not be recognized.
      text = size > TAIL_BYTES ? tail.slice(tail.indexOf('\n') + 1) : tail;
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    return `  (the log cannot be read: ${(error as Error).message})`;
  }
  const lines = mask(text).trimEnd().split(/\r?\n/).slice(-count);
  return lines.join('').trim() === '' ? '  (the log is empty)' : lines.map((line) => `  ${line}`).join('\n');
}
