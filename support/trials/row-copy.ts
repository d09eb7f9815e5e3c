import { StoredRows } from '../database/stored-rows';

/** Every row of a database, as text, by table. */
export type RowCopy = ReadonlyMap<string, readonly string[]>;

// MaiMBot counts there what its language model does, naming no tenant and no user (contract: database).
const GROWS = 'llm_usage';

/** Reads all rows of all tables. */
export function copyRows(database: string): RowCopy {
  const rows = new StoredRows(database);
  try {
    return new Map(
      rows
        .tables()
        .map((table) => [
          table,
          rows.where(table, {}).map(({ rowid, cells }) => JSON.stringify([rowid, cells])),
        ]),
    );
  } finally {
    rows.close();
  }
}

/** How two copies differ, a line for each row; rows that the system itself added to its own statistics do not count. */
export function differences(before: RowCopy, after: RowCopy): string[] {
  const lines: string[] = [];
  for (const table of new Set([...before.keys(), ...after.keys()])) {
    const [old, now] = [new Set(before.get(table)), new Set(after.get(table))];
    lines.push(...[...old].filter((row) => !now.has(row)).map((row) => `${table} lacks ${row}`));
    if (table === GROWS) continue;
    lines.push(...[...now].filter((row) => !old.has(row)).map((row) => `${table} has got ${row}`));
  }
  return lines;
}
