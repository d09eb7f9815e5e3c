import { z } from 'zod';
import type { Connection } from './database';

/** What a column says about a row: whom it belongs to, whom it names, or in which group it was said. */
export type ColumnKind = 'tenant' | 'user' | 'agent' | 'stream' | 'person' | 'group' | 'author';

export interface Column {
  readonly name: string;
  /** Undefined for a column that says nothing about the owner; its text may still name one. */
  readonly kind: ColumnKind | undefined;
  /** Whether the declared type makes SQLite keep numbers in it: text in such a column is an exception. */
  readonly numeric: boolean;
}

export interface Table {
  readonly name: string;
  readonly columns: readonly Column[];
  /** The columns that identify a row: the row id, or the primary key of a table without row ids. */
  readonly key: readonly string[];
}

const KINDS: readonly [RegExp, ColumnKind][] = [
  [/(?<![\p{L}\p{N}])tenant_id$|^tenant$/u, 'tenant'],
  [/(?<![\p{L}\p{N}])user_id$|^user$/u, 'user'],
  // Not every name that ends with "agent": a user_agent is a browser.
  [/(?<![\p{L}\p{N}])agent_id$|^agent$/u, 'agent'],
  // MaiMBot keeps stream ids under the older name chat_id too.
  [/(?<![\p{L}\p{N}])(stream|chat)_id$/u, 'stream'],
  [/(?<![\p{L}\p{N}])person_id$/u, 'person'],
  [/(?<![\p{L}\p{N}])group_id$/u, 'group'],
  [/(?<![\p{L}\p{N}])created_by$/u, 'author'],
];

/** What a column of this name says about its row, whatever its prefix, in snake or camel case. */
export function columnKind(name: string): ColumnKind | undefined {
  const snake = name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
  return KINDS.find(([pattern]) => pattern.test(snake))?.[1];
}

/** The name as an SQL identifier, whatever characters it has. */
export function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

const TableRow = z.object({ name: z.string(), wr: z.number() });
const ColumnRow = z.object({ name: z.string(), type: z.string(), pk: z.number() });

/**
 * Every ordinary table of the database with its columns, read from the database itself,
 * so that tables and columns added later are covered. SQLite's own tables and views are not.
 */
export function readSchema(db: Connection): Table[] {
  const tables = db
    .prepare(
      `SELECT name, wr FROM pragma_table_list
       WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name`,
    )
    .all();
  const columns = db.prepare('SELECT name, type, pk FROM pragma_table_info(?) ORDER BY cid');
  return z
    .array(TableRow)
    .parse(tables)
    .map(({ name, wr }) => {
      const rows = z.array(ColumnRow).parse(columns.all(name));
      return {
        name,
        key: rowKey(rows, wr === 1),
        columns: rows.map((row) => ({
          name: row.name,
          kind: columnKind(row.name),
          numeric: /INT|REAL|FLOA|DOUB|BOOL|DECIMAL|NUMERIC/i.test(row.type),
        })),
      };
    });
}

function rowKey(columns: readonly z.infer<typeof ColumnRow>[], withoutRowid: boolean): string[] {
  const taken = new Set(columns.map(({ name }) => name.toLowerCase()));
  const rowid = ['rowid', '_rowid_', 'oid'].find((alias) => !taken.has(alias));
  if (!withoutRowid && rowid !== undefined) return [rowid];
  const primary = columns.filter(({ pk }) => pk > 0);
  return (primary.length > 0 ? primary : columns).map(({ name }) => name);
}
