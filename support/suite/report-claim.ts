import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { messageOf } from '../basics/errors';
import { claim, unclaim } from '../processes';
import { REPORTS_CLAIM } from '../run/run-folder';
import { SettingsError } from '../settings/load';

/**
 * Takes the ordinary names of the reports in a folder for this process, until it ends: `cucumber.html` and so on.
 * Returns false while another run has them, so that two runs at once do not write into one file.
 * @throws SettingsError when the folder cannot be written to
 */
export function claimReports(folder: string): boolean {
  const file = path.join(folder, REPORTS_CLAIM);
  try {
    mkdirSync(folder, { recursive: true });
    if (!claim(file)) return false;
  } catch (error) {
    throw new SettingsError(`settings: reports = ${folder} cannot be written to: ${messageOf(error)}`);
  }
  process.once('exit', () => {
    unclaim(file);
  });
  return true;
}
