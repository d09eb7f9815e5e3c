import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Notes, in the run's folder, on backends that ended although nobody asked them to: every worker can read them. */
export class Casualties {
  private readonly folder: string;

  constructor(runFolder: string) {
    this.folder = path.join(runFolder, 'casualties');
  }

  report(name: string, message: string): void {
    mkdirSync(this.folder, { recursive: true });
    writeFileSync(path.join(this.folder, `${name}.txt`), message);
  }

  /** What is known of backends that died; empty while all are well. */
  all(): string[] {
    if (!existsSync(this.folder)) return [];
    return readdirSync(this.folder).map((file) => readFileSync(path.join(this.folder, file), 'utf8'));
  }
}
