import pino from 'pino';
import pretty from 'pino-pretty';
import { mask } from '../basics/secrets';
import type { Settings } from '../settings/specification';

/** A log for people; secrets are masked before a line is written. */
export type Log = Readonly<Record<Settings['logLevel'], (message: string) => void>>;

/** A log that goes nowhere. */
export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warning: () => undefined,
  error: () => undefined,
};

/** Opens a log file for appending; several processes may write to one file, since every line is one write. */
export function openLog(file: string, level: Settings['logLevel']): Log {
  const lines = pretty({
    destination: pino.destination({ dest: file, mkdir: true, append: true, sync: true }),
    colorize: false,
    translateTime: 'SYS:yyyy-mm-dd HH:MM:ss.l',
    ignore: 'hostname',
    customLevels: { debug: 20, info: 30, warning: 40, error: 50 },
  });
  const logger = pino({ level, customLevels: { warning: 40 }, base: { pid: process.pid } }, lines);
  return {
    debug: (message) => {
      logger.debug(mask(message));
    },
    info: (message) => {
      logger.info(mask(message));
    },
    warning: (message) => {
      logger.warning(mask(message));
    },
    error: (message) => {
      logger.error(mask(message));
    },
  };
}
