import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { messageOf } from '../basics/errors';
import { identify, isRunning, ProcessIdentity } from '../processes';
import { SettingsError } from '../settings/load';

/**
 * Takes the ordinary names of the reports in a folder for this process, until it ends: `cucumber.html` and so on.
 * Returns false while another run has them, so that two runs at once do not write into one file.
 * @throws SettingsError when the folder cannot be written to
 */
export function claimReports(folder: string): boolean {
  const file = path.join(folder, '.current-run');
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new SettingsError(`settings: reports = ${folder} cannot be written to: ${messageOf(error)}`);
  }
  const holder = holderOf(file);
  if (holder?.pid === process.pid) return true;
  if (holder && isRunning(holder)) return false;
  if (holder) rmSync(file, { force: true });
  try {
    writeFileSync(file, JSON.stringify(identify(process.pid)), { flag: 'wx' });
  } catch {
    return false;
  }
  process.once('exit', () => {
    rmSync(file, { force: true });
  });
  return true;
}

function holderOf(file: string): ProcessIdentity | undefined {
  try {
    return ProcessIdentity.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data;
  } catch {
    return undefined;
  }
}
