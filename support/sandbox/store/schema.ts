import database from './database.json';

const quoted = (name: string): string => `"${name}"`;

/**
 * The SQL that makes the 26 tables of MaiMBot's database, from `database.json`: types, NOT NULL, primary keys
 * that number themselves, unique constraints and indexes; MaiMBot has no foreign keys and no triggers.
 * Without the keyword AUTOINCREMENT, as MaiMBot's library writes it: the keyword would add a table of its own.
 * Tables that exist are left out, with their indexes.
 */
export function schemaStatements(existing: ReadonlySet<string>): string[] {
  return Object.entries(database.tables)
    .filter(([table]) => !existing.has(table))
    .flatMap(([table, { columns, unique, indexed }]) => [
      `CREATE TABLE ${quoted(table)} (${columns.map(columnDefinition).join(', ')})`,
      ...unique.map((group) => indexStatement(table, group, 'UNIQUE ')),
      ...indexed.map((group) => indexStatement(table, group.split(','), '')),
    ]);
}

interface Column {
  name: string;
  type: string;
  not_null?: boolean;
  primary_key?: boolean;
}

function columnDefinition({ name, type, not_null, primary_key }: Column): string {
  return [quoted(name), type, not_null && 'NOT NULL', primary_key && 'PRIMARY KEY'].filter(Boolean).join(' ');
}

function indexStatement(table: string, columns: readonly string[], kind: 'UNIQUE ' | ''): string {
  const name = `${table}_${columns.join('_')}`;
  return `CREATE ${kind}INDEX ${quoted(name)} ON ${quoted(table)} (${columns.map(quoted).join(', ')})`;
}
