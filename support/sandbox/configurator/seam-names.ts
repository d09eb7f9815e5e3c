import type { AgentRow, AgentTemplateRow } from '../store/rows';
import type { Row } from '../store/seam-names';

/** The configurator's endpoints, by method and route. */
export const ENDPOINTS = [
  'GET /health',
  'GET /api/health',
  'GET /docs',
  'GET /openapi.json',
  'POST /api/v1/auth/register',
  'POST /api/v1/auth/login',
  'GET /api/v1/auth/me',
  'POST /api/v1/auth/refresh',
  'POST /api/v1/auth/logout',
  'GET /api/v1/agents/templates',
  'POST /api/v1/agents/templates',
  'GET /api/v1/agents/templates/{template_id}',
  'GET /api/v1/agents/',
  'POST /api/v1/agents/',
  'GET /api/v1/agents/{agent_id}',
  'PUT /api/v1/agents/{agent_id}',
  'DELETE /api/v1/agents/{agent_id}',
  'GET /api/v1/tenant/',
  'PUT /api/v1/tenant/',
  'GET /api/v1/tenant/stats',
  'GET /api/v1/tenant/api-key',
  'POST /api/v1/tenant/regenerate-api-key',
  'POST /api/v1/tenant/upgrade',
] as const;

export type EndpointName = (typeof ENDPOINTS)[number];

/** What the configurator checks; the verdict is whether the name is true. */
export const CONFIGURATOR_CHECKS = [
  'username.length',
  'username.not-blank',
  'username.taken',
  'password.length',
  'password.matches',
  'email.valid',
  'email.taken',
  'tenant-type.known',
  'token.present',
  'token.verifies',
  'token.fresh',
  'token.complete',
  'token.kind',
  'user.belongs-to-tenant',
  'account.active',
  'session.active',
  'refresh-token.present',
  'template.exists',
  'template-id.length',
  'template-id.taken',
  'template-name.length',
  'agent-name.length',
  'agent.belongs-to-tenant',
  'tenant.is-enterprise',
  'tenant-email.valid',
  'tenant-email.taken',
] as const;

export type ConfiguratorCheck = (typeof CONFIGURATOR_CHECKS)[number];

/** What the statistics of a tenant count, as the answer shows it. */
export interface TenantStatistics {
  total_agents: number;
  total_messages: number;
  total_api_calls: number;
  total_cost: number;
  last_active: string | null;
}

/** The values that the configurator hands to `seams.read`. */
export interface ConfiguratorReads {
  /** The key that tokens are signed with and verified by. */
  'signing-key': string;
  /** The claims of a token about to be signed. */
  'token.claims': Record<string, string | number>;
  /** The tenant whose rows a query may see; null lifts the restriction. */
  'tenant.scope': string | null;
  'agents.list': readonly AgentRow[];
  'templates.list': readonly AgentTemplateRow[];
  'tenant.stats': TenantStatistics;
  /** The persona of an agent about to be created. */
  'agent.persona': string;
  /** By how much an agent created from a template raises the template's usage count. */
  'template.usage-step': number;
  /** The columns that an update of an agent is about to change. */
  'agent.changes': Row;
  /** The columns that an update of a tenant, its key or its type is about to change. */
  'tenant.changes': Row;
  /** The columns that a log-in is about to change in the user's row. */
  'login.changes': Row;
  /** Row ids of the sessions that a log-out is about to end. */
  'logout.sessions': readonly number[];
  /** Row ids of the agents that a deletion is about to remove. */
  'agent.removed': readonly number[];
}
