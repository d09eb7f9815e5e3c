/** Whose key a connection was made with: who is spoken to, on whose behalf rows are stored. */
export interface Identity {
  readonly tenantId: string;
  readonly agentId: string;
}

/** Reads `<tenant_id>:<agent_id>`; any other text, such as a user's own API key, names nobody. */
export function readKey(key: string): Identity | undefined {
  const [, tenantId, agentId] = /^([^:]+):([^:]+)$/.exec(key) ?? [];
  return tenantId === undefined || agentId === undefined ? undefined : { tenantId, agentId };
}

/** The name that maim_message knows the owner of a connection by. */
export function ownerOf({ tenantId, agentId }: Identity): string {
  return `${tenantId}:${agentId}`;
}
