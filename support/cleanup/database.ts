import { statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { explainDatabaseError, PurgeRefusedError } from './errors';

export type Connection = Database.Database;

/** How long a busy database is waited for, in milliseconds, unless something else is asked for. */
export const DEFAULT_BUSY_TIMEOUT_MS = 30_000;

/** The columns without which a database is not MaiMBot's (contract: database). */
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  tenant_users: ['tenant_id', 'user_id', 'username'],
  agents: ['tenant_id', 'agent_id'],
  messages: ['tenant_id'],
  chat_streams: ['tenant_id', 'stream_id'],
};

export interface Access {
  /** Milliseconds that a lock of another connection is waited for. */
  readonly busyTimeoutMs: number;
  readonly readonly?: boolean;
}

/**
 * Opens the database at `path`, hands it to `work`, and closes it again whatever happens.
 * Never creates a file. Throws PurgeRefusedError when there is no database of MaiMBot at that path,
 * PurgeFailedError when SQLite could not do its work.
 */
export function withDatabase<T>(path: string, access: Access, work: (db: Connection) => T): T {
  refuseUnlessFile(path);
  let db: Connection | undefined;
  try {
    db = new Database(path, {
      fileMustExist: true,
      readonly: access.readonly ?? false,
      timeout: access.busyTimeoutMs,
    });
    // MaiMBot's own connections do not enforce foreign keys either; a cascade would remove rows uncounted.
    db.pragma('foreign_keys = OFF');
    // What is removed is overwritten, so that no token of a test stays readable in a free page of the file.
    db.pragma('secure_delete = ON');
    refuseUnlessMaimbot(db, path);
    return work(db);
  } catch (error) {
    throw explainDatabaseError(error, path);
  } finally {
    db?.close();
  }
}

/** Throws PurgeRefusedError, or PurgeFailedError, unless there is a database of MaiMBot at that path that can be read. */
export function examineDatabase(path: string): void {
  withDatabase(path, { busyTimeoutMs: DEFAULT_BUSY_TIMEOUT_MS, readonly: true }, () => undefined);
}

function refuseUnlessFile(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isFile()) return;
  throw new PurgeRefusedError(
    `${path} ${found ? 'is not a file' : 'does not exist'}: it cannot be the database of a MaiMBot. ` +
      `Give the path of MaiMBot's data/MaiBot.db`,
  );
}

function refuseUnlessMaimbot(db: Connection, path: string): void {
  const columns = db.prepare('SELECT name FROM pragma_table_info(?)').pluck();
  for (const [table, required] of Object.entries(REQUIRED)) {
    const present = columns.all(table);
    const missing = required.filter((column) => !present.includes(column));
    if (missing.length === 0) continue;
    const lack = present.length === 0 ? `has no table ${table}` : `lacks ${table}.${missing.join(', ')}`;
    throw new PurgeRefusedError(
      `${path} is not a database of MaiMBot: it ${lack}. Give the path of MaiMBot's data/MaiBot.db`,
    );
  }
}
