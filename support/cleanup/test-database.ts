import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { z } from 'zod';

/** A value as it is put into a cell. */
export type Cell = string | number | null | Uint8Array;
export type Row = Record<string, Cell>;
/** All rows of all tables, each row as JSON of its cells, in the order of the rows. */
export type Snapshot = Record<string, string[]>;

const Description = z.object({
  tables: z.record(
    z.string(),
    z.object({
      columns: z.array(
        z.object({
          name: z.string(),
          type: z.string(),
          not_null: z.boolean().optional(),
          primary_key: z.boolean().optional(),
        }),
      ),
      unique: z.array(z.array(z.string())),
    }),
  ),
});

/** MaiMBot's 26 tables as recorded. */
export const maimbotTables = Description.parse(
  JSON.parse(readFileSync(join(__dirname, '..', 'sandbox', 'store', 'database.json'), 'utf8')),
).tables;

let emptyDatabase: Buffer | undefined;

/** A database with MaiMBot's tables in a directory of its own, for a test. */
export class TestDatabase {
  readonly directory = mkdtempSync(join(tmpdir(), 'cleanup-test-'));
  readonly path = join(this.directory, 'MaiBot.db');

  constructor() {
    emptyDatabase ??= buildEmpty();
    writeFileSync(this.path, emptyDatabase);
  }

  /** Runs the work on a connection of its own, and closes it. */
  with<T>(work: (db: Database.Database) => T): T {
    const db = new Database(this.path);
    try {
      db.pragma('foreign_keys = OFF');
      return work(db);
    } finally {
      db.close();
    }
  }

  exec(sql: string): void {
    this.with((db) => db.exec(sql));
  }

  insert(...rows: readonly (readonly [table: string, row: Row])[]): void {
    this.with((db) => {
      db.pragma('synchronous = OFF');
      db.transaction(() => {
        for (const [table, row] of rows) insertRow(db, table, row);
      })();
    });
  }

  /** The rows of a table, all of their cells. */
  rows(table: string): Record<string, unknown>[] {
    return z
      .array(z.record(z.string(), z.unknown()))
      .parse(this.with((db) => db.prepare(`SELECT * FROM ${quoted(table)}`).all()));
  }

  snapshot(): Snapshot {
    return this.with((db) => {
      const tables = z
        .array(z.string())
        .parse(
          db
            .prepare(
              `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~'`,
            )
            .pluck()
            .all(),
        );
      return Object.fromEntries(
        tables.map((table) => [
          table,
          db
            .prepare(`SELECT * FROM ${quoted(table)}`)
            .raw()
            .all()
            .map((row) => JSON.stringify(row)),
        ]),
      );
    });
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** Inserts a row; columns that must have a value and are not given get a neutral one. */
export function insertRow(db: Database.Database, table: string, row: Row): void {
  const full = { ...neutral(table), ...row };
  const columns = Object.keys(full);
  const names = columns.map(quoted).join(', ');
  const values = columns.map(() => '?').join(', ');
  db.prepare(`INSERT INTO ${quoted(table)} (${names}) VALUES (${values})`).run(Object.values(full));
}

/** A name as SQL, written without the help of what is tested. */
function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

let counter = 0;

function neutral(table: string): Row {
  const description = maimbotTables[table];
  if (!description) return {};
  const unique = new Set(description.unique.flat());
  return Object.fromEntries(
    description.columns
      .filter((column) => column.not_null && !column.primary_key)
      .map(({ name, type }) => {
        if (/^(tenant|agent)_id$/.test(name) && table !== 'tenant_users') return [name, 'default'];
        if (unique.has(name)) return [name, `${name} ${++counter}`];
        return [name, type === 'TEXT' ? '' : type === 'DATETIME' ? '2026-11-22 08:00:00.000001' : 0];
      }),
  );
}

function buildEmpty(): Buffer {
  const db = new Database(':memory:');
  for (const [table, { columns, unique }] of Object.entries(maimbotTables)) {
    const definitions = columns.map(
      ({ name, type, not_null, primary_key }) =>
        `"${name}" ${type}${not_null ? ' NOT NULL' : ''}${primary_key ? ' PRIMARY KEY' : ''}`,
    );
    const constraints = unique.map((names) => `UNIQUE (${names.map((name) => `"${name}"`).join(', ')})`);
    db.exec(`CREATE TABLE "${table}" (${[...definitions, ...constraints].join(', ')})`);
  }
  const file = db.serialize();
  db.close();
  // The two version bytes of the header say that the file is in WAL mode, as MaiMBot's is.
  file[18] = 2;
  file[19] = 2;
  return file;
}
