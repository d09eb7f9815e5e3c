/** A user, who is a tenant too: MaiMBot has one user per tenant. */
export interface TenantUserRow {
  id: number;
  tenant_id: string;
  user_id: string;
  username: string;
  email: string | null;
  phone: string | null;
  password_hash: string;
  salt: string;
  api_key: string;
  status: string;
  tenant_type: string;
  tenant_name: string;
  /** JSON. */
  tenant_config: string | null;
  /** A JSON list. */
  permissions: string;
  created_at: string;
  updated_at: string;
  last_login_at: string | null;
  login_count: number;
}

/** A token that was issued. */
export interface UserSessionRow {
  id: number;
  session_id: string;
  user_id: string;
  tenant_id: string;
  jwt_token: string;
  /** SHA-256 of the token, in hex. */
  token_hash: string;
  refresh_token: string | null;
  expires_at: string;
  created_at: string;
  last_accessed_at: string;
  ip_address: string | null;
  user_agent: string | null;
  /** 0 after the log-out. */
  is_active: number;
}

export interface AgentRow {
  id: number;
  tenant_id: string;
  agent_id: string;
  name: string;
  description: string | null;
  tags: string | null;
  persona: string;
  bot_overrides: string | null;
  config_overrides: string | null;
  created_at: string;
  updated_at: string;
}

export interface AgentTemplateRow {
  id: number;
  template_id: string;
  name: string;
  description: string | null;
  category: string;
  /** A JSON list. */
  tags: string | null;
  is_active: number;
  is_system: number;
  usage_count: number;
  persona: string;
  /** JSON, as are the configurations below. */
  personality_traits: string | null;
  response_style: string | null;
  memory_config: string | null;
  /** A JSON list. */
  plugin_config: string;
  config_schema: string | null;
  default_config: string | null;
  created_by: string | null;
  created_at: string;
  updated_at: string;
}
