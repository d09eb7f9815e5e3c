import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { PurgeReport } from '../cleanup';

/** The purges of a run so far, from whichever process they came, in a file of the run's folder: one JSON object a line. */
export class PurgeLog {
  private readonly file: string;

  constructor(runFolder: string) {
    this.file = path.join(runFolder, 'purges.jsonl');
  }

  add(report: PurgeReport): void {
    appendFileSync(this.file, `${JSON.stringify(report)}\n`);
  }

  all(): PurgeReport[] {
    if (!existsSync(this.file)) return [];
    const lines = readFileSync(this.file, 'utf8').split('\n');
    return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as PurgeReport);
  }
}
