import type { Seams } from '../seams';
import type { Store } from '../store';
import type { TenantUserRow } from '../store';
import { readKey, type Identity } from './key';
import type { SpeakingAgent } from './seam-names';

/** Who is let in: the agent that the key names and whose key it is. */
export interface Admitted {
  readonly identity: Identity;
  readonly agent: SpeakingAgent;
}

/**
 * Decides who may speak with whom, by what stands in the database at this moment:
 * the agent exists, it is the tenant's, the tenant's account is active.
 */
export class Admission {
  readonly #store: Store;
  readonly #seams: Seams;

  constructor(store: Store, seams: Seams) {
    this.#store = store;
    this.#seams = seams;
  }

  /** Who a key lets in, or undefined if it is refused. */
  ofKey(key: string): Admitted | undefined {
    const identity = this.#seams.read('reply.identity', readKey(key), { key });
    if (!this.#seams.check('reply.key-present', key !== '', { key, identity })) return undefined;
    if (!this.#seams.check('reply.key-accepted', identity !== undefined, { key, identity })) return undefined;
    return identity && this.of(identity);
  }

  /** The agent of an identity that was let in before, or undefined if it would be refused now. */
  of(identity: Identity): Admitted | undefined {
    const agent = this.#seams.read('reply.agent', this.#agent(identity.agentId), { identity });
    const about = { identity, agent };
    const exists = this.#seams.check('reply.agent-exists', agent !== undefined, about);
    if (!exists || !agent) return undefined;
    const itsOwn = agent.tenant_id === identity.tenantId;
    if (!this.#seams.check('reply.agent-belongs-to-tenant', itsOwn, about)) return undefined;
    const active = this.#status(identity.tenantId) === 'active';
    if (!this.#seams.check('reply.account-active', active, about)) return undefined;
    return { identity, agent };
  }

  #agent(agentId: string): SpeakingAgent | undefined {
    return this.#store.database
      .prepare<[string], SpeakingAgent>(
        'SELECT agent_id, tenant_id, name, persona, config_overrides FROM agents WHERE agent_id = ? ORDER BY id LIMIT 1',
      )
      .get(agentId);
  }

  #status(tenantId: string): string | undefined {
    return this.#store.database
      .prepare<[string], Pick<TenantUserRow, 'status'>>('SELECT status FROM tenant_users WHERE tenant_id = ?')
      .get(tenantId)?.status;
  }
}
