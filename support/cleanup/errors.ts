import Database from 'better-sqlite3';

/** The purge was not begun: what was asked for, or the database, is not fit for it. Nothing was changed. */
export class PurgeRefusedError extends Error {
  override readonly name = 'PurgeRefusedError';
}

/** The purge was begun and taken back as a whole: nothing was removed, and it can be tried again. */
export class PurgeFailedError extends Error {
  override readonly name = 'PurgeFailedError';
}

/** The ledger cannot be written, or does not say what it must. */
export class LedgerError extends Error {
  override readonly name = 'LedgerError';
}

const CAUSES: readonly [RegExp, string][] = [
  [
    /^SQLITE_(BUSY|LOCKED)/,
    'another connection kept it locked. End the process that writes to it, or allow a longer busy timeout',
  ],
  [/^SQLITE_READONLY/, 'it is read-only. Make the file and its directory writable for this user'],
  [/^SQLITE_FULL/, 'the disk is full. Make room'],
  [
    /^SQLITE_(CANTOPEN|IOERR)/,
    'the file cannot be opened, read or written. See that it is still there, and that the disk is sound',
  ],
  [/^SQLITE_(CORRUPT|PROTOCOL)/, 'its content is damaged. Restore it from a copy'],
];

/**
 * The typed error for what SQLite threw while working on the database at `path`.
 * Errors that are not SQLite's come back as they are.
 */
export function explainDatabaseError(error: unknown, path: string): unknown {
  if (!(error instanceof Database.SqliteError)) return error;
  if (error.code === 'SQLITE_NOTADB') {
    return new PurgeRefusedError(
      `${path} is not an SQLite database. Give the path of MaiMBot's data/MaiBot.db`,
      { cause: error },
    );
  }
  const [, cause = 'see the message of SQLite'] = CAUSES.find(([code]) => code.test(error.code)) ?? [];
  return new PurgeFailedError(
    `nothing was removed from ${path}: ${cause}, then purge again (${error.code}: ${error.message})`,
    { cause: error },
  );
}
