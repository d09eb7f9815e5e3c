import { makeIdentifier } from '../../basics/identifiers';
import type {
  Agent,
  AgentTemplate,
  ApiKeyInfo,
  RefreshedToken,
  Session,
  Statistics,
  Tenant,
  UserInfo,
} from '../schemas';

const TIME = '2026-11-22T08:05:30.123456';

/** A token in the form of one, made up. */
export const SAMPLE_TOKEN = 'eyJhbGciOiJIUzI1NiJ9.eyJ1c2VyX2lkIjoidXNlciJ9.c2lnbmF0dXJlLW9mLWEtc2FtcGxl';
export const SAMPLE_API_KEY = `mb_${'aB3-_'.repeat(8)}xyz`;

export function sampleUser(given: Partial<UserInfo> = {}): UserInfo {
  return {
    user_id: makeIdentifier('user'),
    tenant_id: makeIdentifier('tenant'),
    username: 'testuser_001',
    email: 'testuser_001@example.com',
    phone: null,
    tenant_name: '测试租户_001',
    tenant_type: 'personal',
    api_key: SAMPLE_API_KEY,
    status: 'active',
    created_at: TIME,
    last_login_at: TIME,
    ...given,
  };
}

export function sampleSession(given: Partial<UserInfo> = {}): Session {
  return {
    access_token: SAMPLE_TOKEN,
    refresh_token: `${SAMPLE_TOKEN}r`,
    token_type: 'bearer',
    expires_in: 86_400,
    user_info: sampleUser(given),
  };
}

export function sampleRefreshedToken(): RefreshedToken {
  return { access_token: SAMPLE_TOKEN, token_type: 'bearer', expires_in: 86_400 };
}

export function sampleTemplate(given: Partial<AgentTemplate> = {}): AgentTemplate {
  return {
    template_id: 'friendly_assistant',
    name: '友好助手',
    description: '亲切',
    category: 'general',
    tags: ['友好'],
    is_active: true,
    is_system: true,
    usage_count: 0,
    persona: '你很友好',
    personality_traits: { 耐心: 10 },
    response_style: '轻松',
    memory_config: { emotion_memory: true },
    plugin_config: ['memory'],
    config_schema: null,
    default_config: null,
    created_by: 'system',
    created_at: TIME,
    updated_at: TIME,
    ...given,
  };
}

export function sampleAgent(given: Partial<Agent> = {}): Agent {
  return {
    agent_id: makeIdentifier('agent'),
    tenant_id: makeIdentifier('tenant'),
    name: 'testuser_001_agent_1',
    description: '测试Agent',
    tags: null,
    persona: '你很友好',
    bot_overrides: null,
    config_overrides: null,
    created_at: TIME,
    updated_at: TIME,
    ...given,
  };
}

export function sampleTenant(): Tenant {
  const { user_id, tenant_id, username, email, phone, tenant_name, tenant_type, api_key, status } =
    sampleUser();
  return {
    tenant_id,
    user_id,
    username,
    email,
    phone,
    tenant_name,
    tenant_type,
    tenant_config: null,
    api_key,
    status,
    permissions: ['chat'],
    created_at: TIME,
    updated_at: TIME,
    last_login_at: TIME,
    login_count: 1,
  };
}

export function sampleStatistics(): Statistics {
  return {
    tenant_id: makeIdentifier('tenant'),
    tenant_name: '测试租户_001',
    total_agents: 2,
    total_messages: 8,
    total_api_calls: 0,
    total_cost: 0.5,
    last_active: TIME,
  };
}

export function sampleApiKey(): ApiKeyInfo {
  return {
    api_key: SAMPLE_API_KEY,
    tenant_id: makeIdentifier('tenant'),
    user_id: makeIdentifier('user'),
  };
}
