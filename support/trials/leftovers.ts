import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { answers, identify } from '../processes';

/** Everything that still runs or listens of runs that wrote into this folder for reports, in words. */
export async function leftoversOf(folder: string): Promise<string[]> {
  const alive = backendsOf(folder).filter((pid) => identify(pid) !== undefined);
  const open: number[] = [];
  for (const port of portsOf(folder)) if (await answers(port, '127.0.0.1')) open.push(port);
  return [
    ...alive.map((pid) => `backend ${pid} is alive`),
    ...open.map((port) => `port ${port} is open`),
    ...processesThatKnow(folder).map((pid) => `process ${pid} belongs to ${folder}`),
  ];
}

/** Process ids of the backends that were started, from the log. */
export function backendsOf(folder: string): number[] {
  const said = logOf(folder, 'startup.log').matchAll(/the (?:configurator|reply backend) is process (\d+)/g);
  return [...said].map(([, pid]) => Number(pid));
}

/** Ports that backends said they listen on, once for every start. */
export function portsOf(folder: string): number[] {
  const logs = existsSync(path.join(folder, 'logs')) ? readdirSync(path.join(folder, 'logs')) : [];
  const said = logs
    .filter((name) => /^(config|reply)_backend.*\.log$/.test(name))
    .map((name) => logOf(folder, name))
    .join('\n');
  return [...said.matchAll(/listens on 127\.0\.0\.1:(\d+)/g)].map(([, port]) => Number(port));
}

function logOf(folder: string, name: string): string {
  const file = path.join(folder, 'logs', name);
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
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
