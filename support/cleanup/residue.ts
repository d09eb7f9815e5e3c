import { z } from 'zod';
import { type Connection, DEFAULT_BUSY_TIMEOUT_MS, withDatabase } from './database';
import { hasKnownShape, IdentifierSearch, TextSearch } from './text-search';

/** A cell that still names the run. */
export interface Residue {
  readonly table: string;
  readonly column: string;
  /** The row id; for a table without row ids the primary key, its values separated by commas. */
  readonly row: string;
  /** The identifier or the username that the cell contains. */
  readonly names: string;
  /**
   * `residue`: the run left it. `mention`: another tenant's row that contains a username of the run as a
   * word, which that tenant may have written by itself.
   */
  readonly kind: 'residue' | 'mention';
}

/**
 * Reads every cell of every table and finds those that contain one of the identifiers, or one of the
 * usernames as a whole word. Knows nothing of owners and columns, so that it notices what the purge
 * does not know. One pass over each table, however many identifiers there are.
 * Throws as the purge does when there is no database of MaiMBot.
 */
export function auditResidue(
  databasePath: string,
  identifiers: readonly string[],
  usernames: readonly string[],
  options: { readonly busyTimeoutMs?: number } = {},
): Residue[] {
  const busyTimeoutMs = options.busyTimeoutMs ?? DEFAULT_BUSY_TIMEOUT_MS;
  const search: Search = {
    tenants: new Set(['default', ...identifiers]),
    identifiers: new IdentifierSearch(),
    others: TextSearch.anywhere(identifiers.filter((identifier) => !hasKnownShape(identifier))),
    usernames: TextSearch.wholeWords(usernames),
  };
  for (const identifier of identifiers) search.identifiers.add(identifier);
  return withDatabase(databasePath, { busyTimeoutMs, readonly: true }, (db) =>
    db.transaction(() => tablesOf(db).flatMap((table) => auditTable(db, table, search)))(),
  );
}

interface Search {
  /** The system's tenant and those of the run: rows of any other tenant are somebody else's. */
  readonly tenants: ReadonlySet<string>;
  readonly identifiers: IdentifierSearch;
  /** Identifiers that the caller gave and that do not look like MaiMBot's. */
  readonly others: TextSearch;
  readonly usernames: TextSearch;
}

interface AuditedTable {
  readonly name: string;
  /** The columns of the primary key, for a table without row ids. */
  readonly primaryKey: readonly string[] | undefined;
}

/** The tables that hold rows, those under a full-text index included. */
function tablesOf(db: Connection): AuditedTable[] {
  const tables = db
    .prepare(`SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'shadow')`)
    .all();
  const primaryKey = db.prepare('SELECT name FROM pragma_table_info(?) WHERE pk > 0').pluck();
  return z
    .array(z.object({ name: z.string(), wr: z.number() }))
    .parse(tables)
    .filter(({ name }) => !name.startsWith('sqlite_'))
    .map(({ name, wr }) => ({
      name,
      primaryKey: wr === 1 ? z.array(z.string()).parse(primaryKey.all(name)) : undefined,
    }));
}

function auditTable(db: Connection, { name: table, primaryKey }: AuditedTable, search: Search): Residue[] {
  const id = primaryKey === undefined ? 'rowid' : 'NULL';
  const rows = db
    .prepare(`SELECT ${id}, * FROM "${table.replaceAll('"', '""')}"`)
    .raw()
    .safeIntegers();
  const [, ...columns] = rows.columns().map(({ name }) => name);
  const found: Residue[] = [];
  for (const values of rows.iterate()) {
    if (!isRow(values)) continue;
    const [rowid, ...cells] = values;
    for (const [index, cell] of cells.entries()) {
      const text = textOf(cell);
      if (text === '') continue;
      const identifiers = [...search.identifiers.allIn(text), ...search.others.allIn(text)];
      const usernames = search.usernames.allIn(text);
      if (identifiers.length === 0 && usernames.length === 0) continue;
      const key = primaryKey?.map((name) => cells[columns.indexOf(name)]) ?? [rowid];
      const place = { table, column: columns[index] ?? '', row: key.map(String).join(', ') };
      const mentioned = isForeign(columns, cells, search) ? 'mention' : 'residue';
      found.push(...identifiers.map((names): Residue => ({ ...place, names, kind: 'residue' })));
      found.push(...usernames.map((names): Residue => ({ ...place, names, kind: mentioned })));
    }
  }
  return found;
}

function isForeign(columns: readonly string[], cells: readonly unknown[], { tenants }: Search): boolean {
  const named = cells.filter(
    (cell, index) => /tenant_?id$/i.test(columns[index] ?? '') && textOf(cell) !== '',
  );
  const own = named.filter((cell) => tenants.has(textOf(cell)) && textOf(cell) !== 'default');
  return own.length === 0 && named.some((cell) => !tenants.has(textOf(cell)));
}

function textOf(cell: unknown): string {
  if (typeof cell === 'string') return cell;
  return cell instanceof Uint8Array ? Buffer.from(cell).toString('utf8') : '';
}

function isRow(values: unknown): values is readonly unknown[] {
  return Array.isArray(values);
}
