import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { until } from '../../basics/wait';
import type { About, Row, Seams, TableName } from '../seams';
import { schemaStatements } from './schema';
import { seed } from './seed';

/** Milliseconds that a connection waits for a lock of another, as MaiMBot's do (contract: database). */
const BUSY_TIMEOUT_MS = 1000;

/** Milliseconds that a process tries to open a database that another is just creating. */
const OPENING_DEADLINE_MS = 10_000;

/** The database that the two processes of the sandbox share. They share nothing else. */
export interface Store {
  /** For reading, and for what the methods below do not do. New rows go through `insert`. */
  readonly database: Database.Database;
  /** Inserts the row, or whatever the seams make of it. A column that the row does not name stays NULL. */
  insert(table: TableName, row: Row, about?: About): void;
  /** Changes columns of one row, found by its row id. */
  update(table: TableName, id: number, changes: Row): void;
  /** Runs the work in one transaction that holds the write lock from its start, so that a check and the write after it are one. */
  atomically<T>(work: () => T): T;
  close(): void;
}

/**
 * Opens the sandbox's database and makes what is missing: the file, its tables, the system's templates and agent.
 * Rows that are there already are left as they are. Two processes may do so at once on a new file.
 */
export async function openStore(path: string, seams: Seams): Promise<Store> {
  mkdirSync(dirname(path), { recursive: true });
  // The switch to WAL fails at once, whatever the busy timeout, while another process makes the same switch.
  const database = await until(() => ifNotBusy(() => prepared(path, seams)), {
    what: `the database ${path} to be free`,
    deadlineMs: OPENING_DEADLINE_MS,
    instead: () => 'another process held its lock',
    causes: ['a process with an open transaction', 'the file is on a network drive without working locks'],
  });
  return {
    database,
    insert(table, row, about) {
      for (const each of seams.write(table, row, about)) insertRow(database, table, each);
    },
    update(table, id, changes) {
      const columns = Object.keys(changes);
      if (columns.length === 0) return;
      const places = columns.map((column) => `"${column}" = ?`).join(', ');
      database.prepare(`UPDATE "${table}" SET ${places} WHERE id = ?`).run(...Object.values(changes), id);
    },
    atomically: (work) => database.transaction(work).immediate(),
    close: () => database.close(),
  };
}

function prepared(path: string, seams: Seams): Database.Database {
  const database = new Database(path, { timeout: BUSY_TIMEOUT_MS });
  try {
    database.pragma('journal_mode = WAL');
    database
      .transaction(() => {
        const missing = schemaStatements(tablesOf(database));
        for (const statement of seams.read('store.schema', missing)) database.exec(statement);
        seed((table, row) => {
          insertRow(database, table, row);
        }, database);
      })
      .immediate();
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function tablesOf(database: Database.Database): Set<string> {
  const rows = database
    .prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table'")
    .all();
  return new Set(rows.map(({ name }) => name));
}

function ifNotBusy<T>(attempt: () => T): T | undefined {
  try {
    return attempt();
  } catch (error) {
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return undefined;
    throw error;
  }
}

function insertRow(database: Database.Database, table: TableName, row: Row): void {
  const columns = Object.keys(row);
  const names = columns.map((column) => `"${column}"`).join(', ');
  const places = columns.map(() => '?').join(', ');
  database.prepare(`INSERT INTO "${table}" (${names}) VALUES (${places})`).run(Object.values(row));
}
