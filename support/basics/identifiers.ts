import { randomBytes } from 'node:crypto';

/** MaiMBot's identifiers are a prefix and 16 hex digits (recorded; contract: configurator, identifiers). */
export const IDENTIFIER = /\b(?:tenant|user|agent)_[0-9a-f]{16}\b/g;

/** `tenant_`, `user_` or `agent_` and 16 random hex digits. */
export function makeIdentifier(kind: 'tenant' | 'user' | 'agent'): string {
  return `${kind}_${randomBytes(8).toString('hex')}`;
}

/** The key that a test connects with: `<tenant_id>:<agent_id>`. It holds no secret. */
export function dialogueKey(tenantId: string, agentId: string): string {
  return `${tenantId}:${agentId}`;
}
