import type { Statement } from 'better-sqlite3';
import type { Connection } from './database';
import { type IdentifierKind, isIdentifier, type RunIdentifiers } from './run-identifiers';
import type { ColumnKind, Table } from './schema';
import { cellText, type Cells } from './table-rows';

/** Under this tenant MaiMBot keeps its own rows, and some of everybody's (contract: database). */
export const SYSTEM_TENANT = 'default';

/** Whose a row is that names the run, and the cell that says so. */
export interface Verdict {
  readonly ours: boolean;
  readonly column: string;
  readonly identifier: string;
  /** Why the row stays; undefined for a row of the run. */
  readonly reason?: string;
}

/** Decides whether a row that names an identifier of the run is the run's own. */
export class Judge {
  readonly #identifiers: RunIdentifiers;
  readonly #accounts: readonly {
    readonly column: ColumnKind;
    readonly identifier: IdentifierKind;
    readonly tenantOf: Statement;
  }[];

  constructor(db: Connection, identifiers: RunIdentifiers) {
    this.#identifiers = identifiers;
    const user = db.prepare('SELECT tenant_id FROM tenant_users WHERE user_id = ?').pluck();
    const agent = db.prepare('SELECT tenant_id FROM agents WHERE agent_id = ?').pluck();
    this.#accounts = [
      { column: 'user', identifier: 'user', tenantOf: user },
      { column: 'author', identifier: 'user', tenantOf: user },
      { column: 'agent', identifier: 'agent', tenantOf: agent },
    ];
  }

  /** Undefined when no cell of the row names an identifier of the run, nor one of its users who can be told by the name. */
  judge(table: Table, row: Cells): Verdict | undefined {
    const owner = belongsToSystem(table, row)
      ? undefined
      : owningColumns(table).find((column) => this.#identifiers.has(row[column]));
    if (owner !== undefined) return { ours: true, column: owner, identifier: String(row[owner]) };
    for (const { name } of table.columns) {
      const identifier = this.#identifiers.firstIn(cellText(row[name]) ?? '');
      if (identifier === undefined) continue;
      const reason = this.strangerOf(table, row);
      return {
        ours: reason === undefined,
        column: name,
        identifier,
        ...(reason !== undefined && { reason }),
      };
    }
    return this.#byName(table, row);
  }

  /**
   * MaiMBot keeps people under its own tenant. Where a message gave a user id that was none, the name is all that tells
   * whose such a row is.
   */
  #byName(table: Table, row: Cells): Verdict | undefined {
    const tenants = columnsOf(table, 'tenant');
    const ofSystem = tenants.length > 0 && tenants.every((name) => row[name] === SYSTEM_TENANT);
    if (!ofSystem || belongsToSystem(table, row) || table.name === 'tenant_users') return undefined;
    const column = table.columns.find(({ name }) => this.#identifiers.isName(cellText(row[name]) ?? ''));
    return column && { ours: true, column: column.name, identifier: cellText(row[column.name]) ?? '' };
  }

  /** Why the row belongs to somebody else than the run and the system, or undefined when it does not. */
  strangerOf(table: Table, row: Cells): string | undefined {
    if (table.name === 'tenant_users') return 'it is the account of another user';
    if (belongsToSystem(table, row)) return 'it came with MaiMBot';
    const tenants = columnsOf(table, 'tenant')
      .map((name) => cellText(row[name]) ?? '')
      .filter((tenant) => tenant !== '');
    if (tenants.some((tenant) => this.#identifiers.has(tenant))) return undefined;
    const stranger = tenants.find((tenant) => tenant !== SYSTEM_TENANT);
    if (stranger !== undefined) return `it belongs to the tenant ${stranger}, which is not the run's`;
    return tenants.length === 0 ? this.#registeredStranger(table, row) : undefined;
  }

  /** In a table without tenants, the user or agent tells to whom the row belongs. */
  #registeredStranger(table: Table, row: Cells): string | undefined {
    for (const { column, identifier, tenantOf } of this.#accounts) {
      for (const name of columnsOf(table, column)) {
        const value = row[name];
        if (!isIdentifier(identifier, value) || this.#identifiers.has(value)) continue;
        const tenant = tenantOf.get(value);
        if (isIdentifier('tenant', tenant) && !this.#identifiers.has(tenant)) {
          return `its ${name} ${value} is not the run's`;
        }
      }
    }
    return undefined;
  }
}

/** The names of the columns of one kind. */
export function columnsOf(table: Table, ...kinds: readonly ColumnKind[]): string[] {
  return table.columns.filter(({ kind }) => kind && kinds.includes(kind)).map(({ name }) => name);
}

/** A template or an agent that came with MaiMBot stays, whatever a later column, `last_user_id` say, tells about its use. */
function belongsToSystem({ name }: Table, row: Cells): boolean {
  if (name === 'agents') return row.tenant_id === SYSTEM_TENANT && row.agent_id === SYSTEM_TENANT;
  return name === 'agent_templates' && Number(row.is_system) === 1;
}

function owningColumns(table: Table): string[] {
  // An account goes with its own tenant only, not because a later column refers to a user of the run.
  if (table.name === 'tenant_users') return ['tenant_id', 'user_id'];
  return columnsOf(table, 'tenant', 'user', 'agent', 'stream', 'person');
}
