import * as fc from 'fast-check';
import { maimbotTables, type Row } from './test-database';

/** What a row of a table can be made of. */
export interface RandomTable {
  readonly name: string;
  readonly tenants: readonly string[];
  /** Columns other than the tenant's that can own a row, and may hold the same value in several rows. */
  readonly owners: readonly string[];
  /** One that names a user, if there is any. */
  readonly user: string | undefined;
  readonly texts: readonly string[];
  /** Values that keep the `number`-th row apart from all others where it must be. */
  readonly filler: (number: number) => Row;
}

export interface SchemaPlan {
  readonly additions: readonly string[];
  readonly tables: readonly RandomTable[];
}

const OWNERS = ['user_id', 'agent_id', 'stream_id', 'chat_id', 'person_id'];
const PREFIXES = ['', 'owner_', 'chat_info_', 'x_y_', '新_', 'odd " '];

const ownerColumn = fc.tuple(fc.constantFrom(...PREFIXES), fc.constantFrom('tenant_id', ...OWNERS));

/** MaiMBot's tables, some with further columns, and some tables that it does not have. */
export const randomSchema: fc.Arbitrary<SchemaPlan> = fc
  .record({
    columns: fc.uniqueArray(
      fc.tuple(
        fc.constantFrom(...Object.keys(maimbotTables).filter((name) => name !== 'tenant_users')),
        ownerColumn,
      ),
      { maxLength: 3, selector: ([table, [prefix, suffix]]) => `${table} ${prefix}${suffix}` },
    ),
    tables: fc.array(
      fc.record({
        columns: fc.uniqueArray(ownerColumn, { maxLength: 4, selector: (parts) => parts.join('') }),
        withoutRowid: fc.boolean(),
      }),
      { maxLength: 2 },
    ),
  })
  .map(({ columns, tables }) => {
    const added = columns
      .map(([table, parts]) => ({ table, column: parts.join('') }))
      .filter(({ table, column }) => !maimbotTables[table]?.columns.some(({ name }) => name === column));
    const later = tables.map((table, index) => ({
      name: `later "${index}"`,
      columns: table.columns.map((parts) => parts.join('')),
      options: table.withoutRowid ? 'WITHOUT ROWID' : '',
    }));
    return {
      additions: [
        ...added.map(({ table, column }) => `ALTER TABLE "${table}" ADD COLUMN ${quoted(column)} TEXT`),
        ...later.map(({ name, columns, options }) => {
          const owners = columns.map((column) => `${quoted(column)} TEXT, `).join('');
          return `CREATE TABLE ${quoted(name)} (n INTEGER PRIMARY KEY, ${owners}note TEXT, payload BLOB) ${options}`;
        }),
      ],
      tables: [
        ...Object.keys(maimbotTables)
          .filter((name) => name !== 'tenant_users')
          .map((name) =>
            recorded(
              name,
              added.filter(({ table }) => table === name).map(({ column }) => column),
            ),
          ),
        ...later.map(({ name, columns }) => sorted(name, columns, ['note', 'payload'], (n) => ({ n }))),
      ],
    };
  });

function recorded(name: string, added: readonly string[]): RandomTable {
  const { columns = [], unique = [] } = maimbotTables[name] ?? {};
  const single = new Set(unique.filter((group) => group.length === 1).flat());
  const names = columns.map((column) => column.name).filter((column) => !single.has(column));
  const texts = columns.filter(
    ({ name: column, type }) => type === 'TEXT' && !isOwner(column) && column !== 'created_by',
  );
  const keys = unique
    .filter((group) => group.length > 1)
    .flat()
    .filter((column) => !isOwner(column));
  return sorted(
    name,
    [...names, ...added],
    texts.map((column) => column.name),
    (n) => ({
      ...Object.fromEntries(keys.map((column) => [column, `${column} ${n}`])),
      // Without an id of its own it would be the agent that came with MaiMBot, and without a persona made from any template that has none.
      ...(name === 'agents' && { agent_id: `bot ${n}`, persona: `persona ${n}` }),
    }),
  );
}

function sorted(
  name: string,
  columns: readonly string[],
  texts: readonly string[],
  filler: (number: number) => Row,
): RandomTable {
  const owners = columns.filter((column) => OWNERS.some((suffix) => endsWith(column, suffix)));
  return {
    name,
    tenants: columns.filter((column) => endsWith(column, 'tenant_id')),
    owners,
    user: columns.find((column) => endsWith(column, 'user_id')),
    texts,
    filler,
  };
}

function isOwner(column: string): boolean {
  return ['tenant_id', ...OWNERS].some((suffix) => endsWith(column, suffix));
}

function endsWith(column: string, suffix: string): boolean {
  return column === suffix || column.endsWith(`_${suffix}`) || column.endsWith(` ${suffix}`);
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
