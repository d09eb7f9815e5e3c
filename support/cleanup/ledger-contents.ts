import type { LedgerEntry, LedgerHeader } from './ledger-entries';

/**
 * - `intended`: the answer to a registration is not known; the user may exist
 * - `registered`: the ids are known
 * - `refused`: every registration was refused, so a user of that name is not the run's
 * - `purged`: removed, as far as the run knows
 */
export type LedgerUserState = 'intended' | 'registered' | 'refused' | 'purged';

export interface LedgerAgent {
  readonly intent: string;
  readonly tenantId: string;
  readonly name: string;
  /** The template that the agent was made from; its usage count went up by one. */
  readonly templateId?: string;
  readonly state: 'intended' | 'created' | 'refused';
  readonly agentId?: string;
}

export interface LedgerUser {
  readonly username: string;
  readonly state: LedgerUserState;
  /** When the first and the last registration of this name were sent, counted since all before were answered. */
  readonly intended?: { readonly first: Date; readonly last: Date };
  /** Registrations whose answer never came. */
  readonly unanswered: number;
  readonly registrations: readonly { readonly tenantId: string; readonly userId: string }[];
  readonly agents: readonly LedgerAgent[];
}

export interface LedgerTemplate {
  readonly templateId: string;
  readonly created: boolean;
}

/** A line that cannot be read: a write that was cut off, or a line of a later version. */
export interface DamagedLine {
  readonly line: number;
  readonly reason: string;
}

/** What the ledger says, as of the moment it was read. */
export interface LedgerContents {
  readonly header: LedgerHeader;
  readonly users: readonly LedgerUser[];
  readonly templates: readonly LedgerTemplate[];
  readonly damaged: readonly DamagedLine[];
}

interface Registrations {
  unanswered: number;
  purged: boolean;
  intended?: { first: Date; last: Date };
  registrations: { tenantId: string; userId: string }[];
}

/** Adds up the entries of a ledger, in the order in which they were written, whichever process wrote them. */
export class LedgerFold {
  header: LedgerHeader | undefined;
  readonly #users = new Map<string, Registrations>();
  readonly #agents = new Map<string, LedgerAgent>();
  readonly #templates = new Map<string, { unanswered: number; created: boolean }>();

  add(entry: LedgerEntry): void {
    switch (entry.entry) {
      case 'run':
        this.header ??= entry.header;
        return;
      case 'user-intended':
        this.#intend(this.#user(entry.username), new Date(entry.at));
        return;
      case 'user-registered': {
        const user = this.#answered(entry.username);
        user.registrations.push({ tenantId: entry.tenantId, userId: entry.userId });
        user.purged = false;
        return;
      }
      case 'user-refused':
        this.#answered(entry.username);
        return;
      case 'agent-intended': {
        const { intent, tenantId, name, templateId } = entry;
        const agent = { intent, tenantId, name, ...(templateId !== undefined && { templateId }) };
        this.#agents.set(intent, { ...agent, state: 'intended' });
        return;
      }
      case 'agent-created':
        this.#settle(entry.intent, { state: 'created', agentId: entry.agentId });
        return;
      case 'agent-refused':
        this.#settle(entry.intent, { state: 'refused' });
        return;
      case 'template-intended':
        this.#template(entry.templateId).unanswered += 1;
        return;
      case 'template-created':
        this.#template(entry.templateId).created = true;
        return;
      case 'template-refused':
        this.#template(entry.templateId).unanswered -= 1;
        return;
      case 'purged':
        for (const username of entry.usernames) this.#user(username).purged = true;
    }
  }

  contents(header: LedgerHeader, damaged: readonly DamagedLine[]): LedgerContents {
    const agents = new Map<string, LedgerAgent[]>();
    for (const agent of this.#agents.values()) {
      agents.set(agent.tenantId, [...(agents.get(agent.tenantId) ?? []), agent]);
    }
    return {
      header,
      damaged,
      users: [...this.#users].map(([username, user]) => {
        const tenants = new Set(user.registrations.map(({ tenantId }) => tenantId));
        return {
          username,
          state: stateOf(user),
          unanswered: user.unanswered,
          registrations: user.registrations,
          agents: [...tenants].flatMap((tenantId) => agents.get(tenantId) ?? []),
          ...(user.intended && { intended: user.intended }),
        };
      }),
      // One that was only ever refused is not the run's, whoever made it.
      templates: [...this.#templates]
        .filter(([, { unanswered, created }]) => created || unanswered > 0)
        .map(([templateId, { created }]) => ({ templateId, created })),
    };
  }

  #user(username: string): Registrations {
    const known = this.#users.get(username);
    if (known) return known;
    const user: Registrations = { unanswered: 0, purged: false, registrations: [] };
    this.#users.set(username, user);
    return user;
  }

  #template(templateId: string): { unanswered: number; created: boolean } {
    const template = this.#templates.get(templateId) ?? { unanswered: 0, created: false };
    this.#templates.set(templateId, template);
    return template;
  }

  #intend(user: Registrations, at: Date): void {
    user.intended = { first: user.unanswered > 0 ? (user.intended?.first ?? at) : at, last: at };
    user.unanswered += 1;
    user.purged = false;
  }

  #answered(username: string): Registrations {
    const user = this.#user(username);
    user.unanswered = Math.max(0, user.unanswered - 1);
    return user;
  }

  #settle(intent: string, outcome: Pick<LedgerAgent, 'state' | 'agentId'>): void {
    const agent = this.#agents.get(intent);
    if (agent) this.#agents.set(intent, { ...agent, ...outcome });
  }
}

function stateOf(user: Registrations): LedgerUserState {
  if (user.purged) return 'purged';
  if (user.registrations.length > 0) return 'registered';
  return user.unanswered > 0 ? 'intended' : 'refused';
}
