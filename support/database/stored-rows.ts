import Database from 'better-sqlite3';

/** A stored row; `rowid` names it within its table. */
export interface StoredRow {
  readonly table: string;
  readonly rowid: number;
  readonly cells: Readonly<Record<string, unknown>>;
}

/** Which rows: the columns named here hold these values. */
export type Where = Readonly<Record<string, string | number | null>>;

/**
 * Reads what MaiMBot has stored, for checks.
 * Knows nothing of how rows are purged, so that it can tell whether a purge did what it says.
 */
export class StoredRows {
  private readonly database: Database.Database;

  /** @param path an existing SQLite file; it is opened for reading only */
  constructor(path: string) {
    this.database = new Database(path, { readonly: true, fileMustExist: true, timeout: 10_000 });
  }

  close(): void {
    this.database.close();
  }

  /** The rows of a table in the order in which they were stored. */
  where(table: string, where: Where): StoredRow[] {
    const condition = Object.keys(where)
      .map((column) => `${quote(column)} IS @${column}`)
      .join(' AND ');
    return this.select(table, condition === '' ? '' : `WHERE ${condition}`, where);
  }

  /** The sessions and agents whose tenant has no account. */
  ownerless(): StoredRow[] {
    return ['agents', 'user_sessions'].flatMap((table) =>
      this.select(table, 'WHERE tenant_id NOT IN (SELECT tenant_id FROM tenant_users)', {}),
    );
  }

  /** Every row of every table that has one of the words anywhere in a cell. */
  naming(words: readonly string[]): StoredRow[] {
    return this.tables().flatMap((table) =>
      this.select(table, '', {}).filter((row) =>
        Object.values(row.cells).some((cell) => {
          const text = Buffer.isBuffer(cell) ? cell.toString('utf8') : String(cell);
          return words.some((word) => text.includes(word));
        }),
      ),
    );
  }

  /** Names of all tables. */
  tables(): string[] {
    return this.database
      .prepare<[], { name: string }>(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name",
      )
      .all()
      .map(({ name }) => name);
  }

  /** How many rows each table has. */
  counts(): Map<string, number> {
    return new Map(this.tables().map((table) => [table, this.count(table)]));
  }

  private count(table: string): number {
    const counted = this.database
      .prepare<[], { count: number }>(`SELECT count(*) AS count FROM ${quote(table)}`)
      .get();
    return counted?.count ?? 0;
  }

  private select(table: string, clause: string, parameters: Where): StoredRow[] {
    return this.database
      .prepare<[Where], Record<string, unknown>>(
        `SELECT rowid AS "rowid of the row", * FROM ${quote(table)} ${clause} ORDER BY rowid`,
      )
      .all(parameters)
      .map(({ 'rowid of the row': rowid, ...cells }) => ({ table, rowid: Number(rowid), cells }));
  }
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
