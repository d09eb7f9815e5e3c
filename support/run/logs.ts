import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { maskFile } from '../basics/mask-file';
import { type Log, openLog } from '../reporting';
import type { Settings } from '../settings/specification';

/** Folder of the logs, under that of the reports. */
export function logsFolder(reports: string): string {
  return path.join(reports, 'logs');
}

/** The log of what a run does, step by step. */
export function openRunLog(reports: string, level: Settings['logLevel']): Log {
  return openLog(path.join(logsFolder(reports), 'integration_test.log'), level);
}

/** The log of backends that are started and stopped. */
export function openStartupLog(reports: string, level: Settings['logLevel']): Log {
  return openLog(path.join(logsFolder(reports), 'startup.log'), level);
}

/** Takes the secrets out of what backends printed that somebody else started: MaiMBot prints the API keys that it is shown. */
export function maskBackendLogs(reports: string): void {
  const folder = logsFolder(reports);
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    if (/^(config|reply)_backend.*\.log$/.test(name)) maskFile(path.join(folder, name));
  }
}
