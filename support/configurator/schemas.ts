import { z } from 'zod';

/**
 * What the configurator answers, as recorded from MaiMBot (branch api_server, commit b1106fb4).
 * The objects are strict: a field that nobody has agreed on may be one that should never have gone out.
 */

const identifier = (kind: string): z.ZodString => z.string().regex(new RegExp(`^${kind}_[0-9a-f]{16}$`));
/** ISO 8601 in UTC without a zone, up to microseconds. */
const timestamp = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?$/);
const jwt = z.string().regex(/^[\w-]+\.[\w-]+\.[\w-]+$/);
const apiKey = z.string().regex(/^mb_[\w-]{43}$/);
const jsonObject = z.record(z.string(), z.unknown());

export const userInfo = z.strictObject({
  user_id: identifier('user'),
  tenant_id: identifier('tenant'),
  username: z.string(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  tenant_name: z.string(),
  tenant_type: z.enum(['personal', 'enterprise']),
  api_key: apiKey,
  status: z.string(),
  created_at: timestamp,
  last_login_at: timestamp.nullable(),
});

export const session = z.strictObject({
  access_token: jwt,
  refresh_token: jwt,
  token_type: z.literal('bearer'),
  expires_in: z.int().positive(),
  user_info: userInfo,
});

export const refreshedToken = z.strictObject({
  access_token: jwt,
  token_type: z.literal('bearer'),
  expires_in: z.int().positive(),
});

export const template = z.strictObject({
  template_id: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  category: z.string(),
  tags: z.array(z.string()),
  is_active: z.boolean(),
  is_system: z.boolean(),
  usage_count: z.int().nonnegative(),
  persona: z.string().min(1),
  personality_traits: jsonObject.nullable(),
  response_style: z.string().nullable(),
  memory_config: jsonObject.nullable(),
  plugin_config: z.array(z.string()),
  config_schema: jsonObject.nullable(),
  default_config: jsonObject.nullable(),
  created_by: z.string().nullable(),
  created_at: timestamp,
  updated_at: timestamp,
});

export const agent = z.strictObject({
  agent_id: identifier('agent'),
  tenant_id: identifier('tenant'),
  name: z.string(),
  description: z.string().nullable(),
  tags: z.string().nullable(),
  persona: z.string().min(1),
  bot_overrides: z.string().nullable(),
  config_overrides: z.string().nullable(),
  created_at: timestamp,
  updated_at: timestamp,
});

export const tenant = z.strictObject({
  tenant_id: identifier('tenant'),
  user_id: identifier('user'),
  username: z.string(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  tenant_name: z.string(),
  tenant_type: z.enum(['personal', 'enterprise']),
  tenant_config: jsonObject.nullable(),
  api_key: apiKey,
  status: z.string(),
  permissions: z.array(z.string()),
  created_at: timestamp,
  updated_at: timestamp,
  last_login_at: timestamp.nullable(),
  login_count: z.int().nonnegative(),
});

export const statistics = z.strictObject({
  tenant_id: identifier('tenant'),
  tenant_name: z.string(),
  total_agents: z.int().nonnegative(),
  total_messages: z.int().nonnegative(),
  total_api_calls: z.int().nonnegative(),
  total_cost: z.number().nonnegative(),
  last_active: timestamp.nullable(),
});

export const apiKeyInfo = z.strictObject({
  api_key: apiKey,
  tenant_id: identifier('tenant'),
  user_id: identifier('user'),
});

export const newApiKey = z.strictObject({
  message: z.string(),
  api_key: apiKey,
  tenant_id: identifier('tenant'),
});

export const upgraded = z.strictObject({
  message: z.string(),
  tenant_type: z.literal('enterprise'),
  tenant_id: identifier('tenant'),
});

export const message = z.strictObject({ message: z.string() });

export const health = z.strictObject({
  status: z.literal('healthy'),
  timestamp: z.number(),
  service: z.string(),
  version: z.string(),
});

export const apiHealth = z.strictObject({
  status: z.literal('healthy'),
  timestamp: z.number(),
  version: z.string(),
  services: z.strictObject({ database: z.string(), auth: z.string(), chat: z.string() }),
});

export const openApi = z.looseObject({
  openapi: z.string(),
  info: z.looseObject({ title: z.string(), version: z.string() }),
  paths: z.record(z.string(), z.unknown()),
});

export const htmlPage = z.string().regex(/<html/i);

export type UserInfo = z.output<typeof userInfo>;
export type Session = z.output<typeof session>;
export type RefreshedToken = z.output<typeof refreshedToken>;
export type AgentTemplate = z.output<typeof template>;
export type Agent = z.output<typeof agent>;
export type Tenant = z.output<typeof tenant>;
export type Statistics = z.output<typeof statistics>;
export type OpenApi = z.output<typeof openApi>;
export type ApiKeyInfo = z.output<typeof apiKeyInfo>;

/** The session that an answer to a registration or a log-in holds; undefined when it holds none as agreed. */
export function readSession(body: unknown): Session | undefined {
  return session.safeParse(body).data;
}

/** The agent that an answer holds; undefined when it holds none as agreed. */
export function readAgent(body: unknown): Agent | undefined {
  return agent.safeParse(body).data;
}

/** What a user gives to register; the server fills in the rest. */
export interface Registration {
  username: string;
  password: string;
  email?: string;
  phone?: string;
  tenant_name?: string;
  tenant_type?: string;
}

/** What an agent can be created with; `tags` is one text, not a list (recorded). */
export interface AgentDraft {
  name: string;
  description?: string;
  template_id?: string;
  persona?: string;
  tags?: string;
  bot_overrides?: string;
  config_overrides?: string;
}

export interface TemplateDraft {
  template_id: string;
  name: string;
  persona: string;
  description?: string;
  category?: string;
  tags?: string[];
}

export interface TenantChanges {
  tenant_name?: string;
  email?: string;
  phone?: string;
  tenant_config?: Record<string, unknown>;
}
