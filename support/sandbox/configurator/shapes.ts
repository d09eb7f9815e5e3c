import { isoTime, type AgentRow, type AgentTemplateRow, type TenantUserRow } from '../store';

/** `user_info` of the answers to register and log-in, and the whole answer of `me`. */
export function userInfo(user: TenantUserRow): Record<string, unknown> {
  return {
    user_id: user.user_id,
    tenant_id: user.tenant_id,
    username: user.username,
    email: user.email,
    phone: user.phone,
    tenant_name: user.tenant_name,
    tenant_type: user.tenant_type,
    api_key: user.api_key,
    status: user.status,
    created_at: isoTime(user.created_at),
    last_login_at: user.last_login_at === null ? null : isoTime(user.last_login_at),
  };
}

/** A tenant as its own user sees it. */
export function tenantInfo(user: TenantUserRow): Record<string, unknown> {
  return {
    ...userInfo(user),
    tenant_config: parsed(user.tenant_config),
    permissions: parsed(user.permissions) ?? [],
    updated_at: isoTime(user.updated_at),
    login_count: user.login_count,
  };
}

export function agentInfo(agent: AgentRow): Record<string, unknown> {
  return {
    agent_id: agent.agent_id,
    tenant_id: agent.tenant_id,
    name: agent.name,
    description: agent.description,
    tags: agent.tags,
    persona: agent.persona,
    bot_overrides: agent.bot_overrides,
    config_overrides: agent.config_overrides,
    created_at: isoTime(agent.created_at),
    updated_at: isoTime(agent.updated_at),
  };
}

export function templateInfo(template: AgentTemplateRow): Record<string, unknown> {
  return {
    template_id: template.template_id,
    name: template.name,
    description: template.description,
    category: template.category,
    tags: parsed(template.tags) ?? [],
    is_active: template.is_active === 1,
    is_system: template.is_system === 1,
    usage_count: template.usage_count,
    persona: template.persona,
    personality_traits: parsed(template.personality_traits),
    response_style: template.response_style,
    memory_config: parsed(template.memory_config),
    plugin_config: parsed(template.plugin_config) ?? [],
    config_schema: parsed(template.config_schema),
    default_config: parsed(template.default_config),
    created_by: template.created_by,
    created_at: isoTime(template.created_at),
    updated_at: isoTime(template.updated_at),
  };
}

/** The JSON of a column; null for NULL and for what is no JSON, such as the Python text that MaiMBot writes into tenant_config. */
function parsed(json: string | null): unknown {
  if (json === null) return null;
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}
