import type { Statement } from 'better-sqlite3';
import { z } from 'zod';
import type { Connection } from './database';
import { quote, type Table } from './schema';

/** The values of a row's key columns. */
export type RowKey = readonly unknown[];
/** The values of a row by column name; whole numbers are bigint. */
export type Cells = Readonly<Record<string, unknown>>;

const Keys = z.array(z.array(z.unknown()));
const CellsRow = z.record(z.string(), z.unknown());

/** What stands between the cells of a row when its text is searched: in no identifier, so that no two neighbours make one. */
export const CELL_SEPARATOR = String.fromCharCode(31);

/** The text of a cell: as SQLite keeps it, a blob read as UTF-8, nothing for null and numbers. */
export function cellText(cell: unknown): string | undefined {
  if (typeof cell === 'string') return cell;
  return cell instanceof Uint8Array ? Buffer.from(cell).toString('utf8') : undefined;
}

/** Reads and removes rows of one table. */
export class TableRows {
  readonly table: Table;
  readonly #db: Connection;
  readonly #where: string;
  #get: Statement | undefined;
  #delete: Statement | undefined;

  constructor(db: Connection, table: Table) {
    this.#db = db;
    this.table = table;
    this.#where = table.key.map((column) => `${quote(column)} IS ?`).join(' AND ');
  }

  /** The keys of all rows for whose text, all cells together, the SQL function `predicate` says yes: one pass over the table. */
  matching(predicate: string): RowKey[] {
    const { table } = this;
    const texts = table.columns.map(({ name, numeric }) =>
      numeric ? `iif(typeof(${quote(name)}) IN ('text', 'blob'), ${quote(name)}, NULL)` : quote(name),
    );
    const keys = table.key.map(quote).join(', ');
    const statement = this.#db.prepare(
      `SELECT ${keys} FROM ${quote(table.name)} WHERE ${predicate}(concat_ws(char(${CELL_SEPARATOR.charCodeAt(0)}), ${texts.join(', ')}))`,
    );
    return Keys.parse(statement.safeIntegers().raw().all());
  }

  /** The cells of one row, or undefined when it is gone. */
  get(key: RowKey): Cells | undefined {
    this.#get ??= this.#db
      .prepare(`SELECT * FROM ${quote(this.table.name)} WHERE ${this.#where}`)
      .safeIntegers();
    return CellsRow.optional().parse(this.#get.get(...key));
  }

  /** Removes one row and returns how many that were. */
  delete(key: RowKey): number {
    this.#delete ??= this.#db.prepare(`DELETE FROM ${quote(this.table.name)} WHERE ${this.#where}`);
    return this.#delete.run(...key).changes;
  }
}

/** The key as it stands in reports: the row id, or the values of the primary key. */
export function describeKey(key: RowKey): string {
  return key.map(String).join(', ');
}
