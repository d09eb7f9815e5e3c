import { readdirSync, readFileSync } from 'node:fs';
import { answers, identify } from '../../processes';
import type { ReportsFolder } from './cucumber-run';

/** Everything of an ended run that still runs or listens, in words. */
export async function leftoversOf(reports: ReportsFolder): Promise<string[]> {
  const alive = reports.names.includes('logs') ? reports.backends.filter(isAlive) : [];
  const open: number[] = [];
  if (reports.names.includes('logs'))
    for (const port of reports.ports) if (await answers(port, '127.0.0.1')) open.push(port);
  return [
    ...alive.map((pid) => `backend ${pid} is alive`),
    ...open.map((port) => `port ${port} is open`),
    ...processesThatKnow(reports.folder).map((pid) => `process ${pid} belongs to ${reports.folder}`),
  ];
}

function isAlive(pid: number): boolean {
  return identify(pid) !== undefined;
}

/** Where the system shows it: every process that has the folder in its environment, whether a log names it or not. */
function processesThatKnow(folder: string): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(folder);
      } catch {
        // It ended between the two looks, or is somebody else's.
        return false;
      }
    });
}
