import { auditResidue, type Residue } from '../cleanup';
import { type StoredRow, StoredRows } from '../database/stored-rows';
import type { Actor } from '../journey/actor';

/** What MaiMBot's database holds of whom. */
export class Traces {
  private opened: StoredRows | undefined;

  constructor(private readonly database: string) {}

  /** The rows themselves. */
  get rows(): StoredRows {
    return (this.opened ??= new StoredRows(this.database));
  }

  /** Every cell that holds one of these identifiers, or one of these usernames as a word. */
  audit(identifiers: readonly string[], usernames: readonly string[] = []): Residue[] {
    return auditResidue(this.database, identifiers, usernames);
  }

  /** What any table still holds of these identifiers and usernames, a line each. */
  residue(identifiers: readonly string[], usernames: readonly string[]): string[] {
    return this.audit(identifiers, usernames)
      .filter((found) => found.kind === 'residue')
      .map((found) => `${found.table}.${found.column} of row ${found.row} has ${found.names}`);
  }

  /** What any table still holds of a user, a line each. */
  of(actor: Actor): string[] {
    return this.residue(identifiersOf(actor), [actor.account.username]);
  }

  /** Every row that names a user by an identifier. */
  everythingOf(actor: Actor): StoredRow[] {
    return this.rows.naming(identifiersOf(actor));
  }

  /** The tenants under which a table holds rows that name a user, each once. */
  tenantsHolding(table: string, actor: Actor): unknown[] {
    const words = [...identifiersOf(actor), actor.account.username];
    const rows = this.rows.naming(words).filter((row) => row.table === table);
    return [...new Set(rows.map(({ cells }) => cells.tenant_id))];
  }

  /** The tenants under which a message of this text is stored, each once. */
  tenantsOfMessage(text: string): unknown[] {
    const rows = this.rows.where('messages', { processed_plain_text: text });
    return [...new Set(rows.map(({ cells }) => cells.tenant_id))];
  }

  /** Rows that come with MaiMBot or are its own, and name no user. */
  ofMaiMBotItself(): StoredRow[] {
    return ['agents', 'llm_usage'].flatMap((table) => this.rows.where(table, { tenant_id: 'default' }));
  }

  close(): void {
    this.opened?.close();
  }
}

/** What an answer names of a user; that it has their API key is told without showing it. */
export function namedIn(answer: unknown, actor: Actor): string[] {
  const { username, email, api_key } = actor.account;
  const text = JSON.stringify(answer);
  const words = [...identifiersOf(actor), username, ...(email === null ? [] : [email])];
  return [...words.filter((word) => text.includes(word)), ...(text.includes(api_key) ? ['the API key'] : [])];
}

/** The ids of a user, their tenant and their agents. */
function identifiersOf({ account, agents }: Actor): string[] {
  return [account.tenant_id, account.user_id, ...agents.map(({ agentId }) => agentId)];
}
