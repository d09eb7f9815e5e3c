import { z } from 'zod';
import type { Connection } from './database';
import { PurgeRefusedError } from './errors';
import type { LedgerAgent, LedgerContents, LedgerUser } from './ledger-contents';
import { isIdentifier, type RunIdentifiers } from './run-identifiers';

export interface UserReference {
  readonly username: string;
  readonly tenantId?: string | undefined;
  readonly userId?: string | undefined;
}

/** Whose rows are to be removed. */
export type PurgeTarget =
  /** The users of a run, or some of them. The only target that knows agents which were deleted since. */
  | { readonly kind: 'ledger'; readonly ledger: LedgerContents; readonly usernames?: readonly string[] }
  | { readonly kind: 'users'; readonly users: readonly UserReference[] }
  | { readonly kind: 'tenants'; readonly tenantIds: readonly string[] }
  /** All users whose name begins with exactly these characters. */
  | { readonly kind: 'prefix'; readonly prefix: string };

/** A user of the target, with what is known of the account. */
export interface Owner {
  readonly username?: string;
  readonly tenantId?: string;
  readonly userId?: string;
  /** Whether the account is in the database: then it goes, and its agents' usage with it. */
  readonly present: boolean;
}

/** Something that was looked at and left, with the reason. */
export interface LeftUser {
  readonly username: string;
  readonly reason: string;
}

export interface Owners {
  readonly owners: readonly Owner[];
  readonly left: readonly LeftUser[];
  readonly agents: readonly LedgerAgent[];
  readonly templateIds: readonly string[];
}

/** A prefix shorter than this could match strangers. */
export const SHORTEST_PREFIX = 3;

// The clock of the backend may be a little behind that of the run.
const CLOCK_TOLERANCE_MS = 2_000;
// A request whose answer was lost is carried out soon or never; whoever takes the name later is a stranger.
const LATEST_ARRIVAL_MS = 10 * 60_000;

const Account = z.object({
  tenant_id: z.unknown(),
  user_id: z.unknown(),
  username: z.unknown(),
  created_at: z.unknown(),
});
type Account = z.infer<typeof Account>;

/** Throws PurgeRefusedError for a target that could hit somebody else. */
export function refuseDangerousTarget(target: PurgeTarget): void {
  if (target.kind === 'prefix' && Array.from(target.prefix).length < SHORTEST_PREFIX) {
    throw new PurgeRefusedError(
      `the prefix ${JSON.stringify(target.prefix)} is too short: ` +
        `it must have at least ${SHORTEST_PREFIX} characters, or it could match users of others`,
    );
  }
  const odd = tenantsNamedBy(target).find((tenant): boolean => !isIdentifier('tenant', tenant));
  if (odd === undefined) return;
  throw new PurgeRefusedError(
    `${JSON.stringify(odd)} is not the id of a test's tenant: that is "tenant_" and 16 hex digits`,
  );
}

function tenantsNamedBy(target: PurgeTarget): readonly string[] {
  if (target.kind === 'tenants') return target.tenantIds;
  if (target.kind === 'users') return target.users.flatMap(({ tenantId }) => tenantId ?? []);
  return [];
}

/** Finds the users of the target in the database and adds their ids to the identifiers. */
export function findOwners(db: Connection, target: PurgeTarget, identifiers: RunIdentifiers): Owners {
  const finder = new OwnerFinder(db);
  switch (target.kind) {
    case 'tenants':
      for (const tenantId of target.tenantIds) finder.byIds(undefined, { tenantId });
      break;
    case 'prefix':
      for (const account of finder.accounts()) {
        if (String(account.username).startsWith(target.prefix)) finder.adopt(account);
      }
      break;
    case 'users':
      for (const user of target.users) finder.byReference(user);
      break;
    case 'ledger':
      for (const user of chosen(target.ledger.users, target.usernames)) finder.byLedger(user);
  }
  const { owners, left } = finder;
  for (const { tenantId, userId } of owners) {
    identifiers.add('tenant', tenantId);
    identifiers.add('user', userId);
  }
  if (target.kind !== 'ledger') return { owners, left, agents: [], templateIds: [] };
  for (const { username = '' } of owners) {
    if (isMadeFor(target.ledger.header.runId, username)) identifiers.addName(username);
  }
  const ours = new Set(owners.map(({ tenantId }) => tenantId));
  const agents = target.ledger.users
    .flatMap((user) => user.agents)
    .filter(({ tenantId }) => ours.has(tenantId));
  const tenantOf = db.prepare('SELECT tenant_id FROM agents WHERE agent_id = ?').pluck();
  for (const { agentId } of agents) {
    // A backend that answers with the agent of somebody else must not get it removed.
    const tenant = agentId === undefined ? undefined : tenantOf.get(agentId);
    if (tenant === undefined || identifiers.has(tenant)) identifiers.add('agent', agentId);
  }
  // The ledger does not say whose a template is: those of other users are no matter of a purge of some.
  const templates = target.usernames === undefined ? target.ledger.templates : [];
  return { owners, left, agents, templateIds: templates.map(({ templateId }) => templateId) };
}

/** Whether a username bears the tag in which the id of its run ends: six letters and digits that no other run has. */
function isMadeFor(runId: string, username: string): boolean {
  const [, tag] = /_([0-9a-z]{6})$/.exec(runId) ?? [];
  return tag !== undefined && username.includes(`_${tag}_`);
}

function chosen(
  users: readonly LedgerUser[],
  usernames: readonly string[] | undefined,
): readonly LedgerUser[] {
  return usernames ? users.filter(({ username }) => usernames.includes(username)) : users;
}

class OwnerFinder {
  readonly owners: Owner[] = [];
  readonly left: LeftUser[] = [];
  readonly #db: Connection;

  constructor(db: Connection) {
    this.#db = db;
  }

  accounts(where = 'TRUE', ...values: readonly string[]): Account[] {
    const columns = this.#db.prepare(`SELECT name FROM pragma_table_info('tenant_users')`).pluck().all();
    const createdAt = columns.includes('created_at') ? 'created_at' : 'NULL AS created_at';
    const rows = this.#db.prepare(
      `SELECT tenant_id, user_id, username, ${createdAt} FROM tenant_users WHERE ${where}`,
    );
    return z.array(Account).parse(rows.all(...values));
  }

  adopt(account: Account): void {
    const tenantId = isIdentifier('tenant', account.tenant_id) ? account.tenant_id : undefined;
    const userId = isIdentifier('user', account.user_id) ? account.user_id : undefined;
    const username = String(account.username);
    if (tenantId === undefined && userId === undefined) {
      this.#leave(username, 'its ids are not such as MaiMBot gives, so they could be the ids of others');
      return;
    }
    if (this.owners.some((owner) => owner.tenantId === tenantId && owner.userId === userId)) return;
    this.owners.push({ username, present: true, ...(tenantId && { tenantId }), ...(userId && { userId }) });
  }

  byReference(user: UserReference): void {
    if (user.tenantId !== undefined || user.userId !== undefined) this.byIds(user.username, user);
    else for (const account of this.#named(user.username)) this.adopt(account);
  }

  /**
   * By the ids, in whichever account they are; ids of no account are taken as they are, since rows may
   * outlive the account. Returns whether an account with these ids and this name was found.
   */
  byIds(username: string | undefined, ids: Omit<UserReference, 'username'>): boolean {
    const accounts = this.accounts('tenant_id = ? OR user_id = ?', ids.tenantId ?? '', ids.userId ?? '');
    const own = accounts.filter((account) => username === undefined || account.username === username);
    for (const account of own) this.adopt(account);
    for (const account of accounts.filter((other) => !own.includes(other))) {
      const { tenant_id, user_id, username: other } = account;
      const theirs = [tenant_id, user_id, other].map(String).join(', ');
      this.#leave(username ?? '', `the ids it was given are those of another user (${theirs})`);
    }
    const tenantId = accounts.some(({ tenant_id }) => tenant_id === ids.tenantId) ? undefined : ids.tenantId;
    const userId = accounts.some(({ user_id }) => user_id === ids.userId) ? undefined : ids.userId;
    if (isIdentifier('tenant', tenantId) || isIdentifier('user', userId)) {
      this.owners.push({
        present: false,
        ...(username !== undefined && { username }),
        ...(isIdentifier('tenant', tenantId) && { tenantId }),
        ...(isIdentifier('user', userId) && { userId }),
      });
    }
    return own.length > 0;
  }

  byLedger(user: LedgerUser): void {
    if (user.state === 'refused') return;
    const found = user.registrations.map((ids) => this.byIds(user.username, ids));
    // Without an answer that leads to an account the name is all there is.
    if (user.unanswered === 0 && !found.includes(false)) return;
    const known = new Set(this.owners.map(({ tenantId }) => tenantId));
    const unknown = this.#named(user.username).filter(({ tenant_id }) => !known.has(String(tenant_id)));
    for (const account of unknown) {
      const reason = whyNotOfRun(account, user.intended);
      if (reason === undefined) this.adopt(account);
      else this.#leave(user.username, reason);
    }
  }

  #named(username: string): Account[] {
    return this.accounts('username = ? COLLATE BINARY', username);
  }

  #leave(username: string, reason: string): void {
    this.left.push({ username, reason });
  }
}

function whyNotOfRun(account: Account, intended: LedgerUser['intended']): string | undefined {
  const createdAt = utcTime(account.created_at);
  if (createdAt === undefined || intended === undefined) {
    return 'a user of this name exists, but whether the run created it cannot be told: its time of creation is not known';
  }
  const { first, last } = intended;
  const early = createdAt < first.getTime() - CLOCK_TOLERANCE_MS;
  if (!early && createdAt <= last.getTime() + LATEST_ARRIVAL_MS) return undefined;
  return (
    `a user of this name was created at ${new Date(createdAt).toISOString()}, ` +
    (early
      ? `before the run meant to (${first.toISOString()})`
      : `long after the run meant to (${last.toISOString()})`)
  );
}

/** MaiMBot stores times in UTC without saying so: `2026-11-22 16:17:00.123456` (contract: database). */
function utcTime(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined;
  const iso = value.trim().replace(' ', 'T');
  const time = Date.parse(/(Z|[+-]\d\d:?\d\d)$/.test(iso) ? iso : `${iso}Z`);
  return Number.isNaN(time) ? undefined : time;
}
