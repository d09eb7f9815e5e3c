import type { Context, Situation } from './endpoint';

/** A condition of a query and its parameters. */
export interface Condition {
  /** Empty, or ` WHERE …`. */
  readonly where: string;
  readonly params: readonly string[];
}

/** The condition that limits a query of a table to the rows of one tenant. */
export function onlyOfTenant(
  { seams }: Context,
  tenantId: string,
  table: 'agents' | 'messages' | 'llm_usage',
  about: Situation,
): Condition {
  const tenant = seams.read('tenant.scope', tenantId, { ...about, table });
  return tenant === null ? { where: '', params: [] } : { where: ' WHERE tenant_id = ?', params: [tenant] };
}
