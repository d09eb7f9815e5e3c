import type database from './database.json';

/** One of the 26 tables of `database.json`. */
export type TableName = keyof (typeof database)['tables'];

/** A row by column name, as SQLite stores it. */
export type Row = Record<string, string | number | null>;

/** The values that the store hands to `seams.read`. */
export interface StoreReads {
  /** The SQL statements that make the tables and indexes that the database lacks: all 26 when it is new, none later. */
  'store.schema': readonly string[];
}
