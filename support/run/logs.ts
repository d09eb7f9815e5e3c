import path from 'node:path';
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
