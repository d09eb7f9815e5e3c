import { makeIdentifier } from '../../basics/identifiers';
import type { Configurator } from '../client';
import * as samples from './samples';

/** One call of the client: what it must send, and an answer that is as agreed. */
export interface Endpoint {
  readonly title: string;
  readonly call: (configurator: Configurator) => Promise<unknown>;
  readonly sends: {
    readonly method: string;
    readonly path: string;
    /** Whether the token goes with it. */
    readonly token: boolean;
    readonly json?: unknown;
  };
  readonly status: number;
  readonly answer: unknown;
  /** What the call resolves with, where that is not the whole answer. */
  readonly gives?: unknown;
  /** Paths of objects that may hold more than the contract says, the answer itself being ''. */
  readonly open?: readonly string[];
}

export const TOKEN = 'the-token-of-the-caller';
const AGENT = makeIdentifier('agent');
const [tenant_id, message] = [makeIdentifier('tenant'), '好的'];
const registration = { username: 'testuser_001', password: 'testpass123', email: 'a@example.com' };
const template = { template_id: 'my_own', name: '自己的', persona: '你', tags: ['a'] };

/** Every call of the client, by the table of the contract. */
export const ENDPOINTS: readonly Endpoint[] = [
  {
    title: 'health',
    call: (configurator) => configurator.health(),
    sends: { method: 'GET', path: '/health', token: false },
    status: 200,
    answer: { status: 'healthy', timestamp: 1_795_000_000.5, service: 'MaiMBot', version: '2.0.0' },
  },
  {
    title: 'apiHealth',
    call: (configurator) => configurator.apiHealth(),
    sends: { method: 'GET', path: '/api/health', token: false },
    status: 200,
    answer: {
      status: 'healthy',
      timestamp: 1_795_000_000,
      version: '2.0.0',
      services: { database: 'healthy', auth: 'healthy', chat: 'healthy' },
    },
  },
  {
    title: 'openApi',
    call: (configurator) => configurator.openApi(),
    sends: { method: 'GET', path: '/openapi.json', token: false },
    status: 200,
    answer: { openapi: '3.1.0', info: { title: 'MaiMBot', version: '2.0.0' }, paths: {} },
    open: ['', 'info', 'paths'],
  },
  {
    title: 'register',
    call: (configurator) => configurator.register(registration),
    sends: { method: 'POST', path: '/api/v1/auth/register', token: false, json: registration },
    status: 201,
    answer: samples.sampleSession(),
  },
  {
    title: 'login',
    call: (configurator) => configurator.login('testuser_001', 'testpass123'),
    sends: {
      method: 'POST',
      path: '/api/v1/auth/login',
      token: false,
      json: { username: 'testuser_001', password: 'testpass123' },
    },
    status: 200,
    answer: samples.sampleSession(),
  },
  {
    title: 'me',
    call: (configurator) => configurator.me(TOKEN),
    sends: { method: 'GET', path: '/api/v1/auth/me', token: true },
    status: 200,
    answer: samples.sampleUser(),
  },
  {
    title: 'refresh',
    call: (configurator) => configurator.refresh('renew-me'),
    sends: {
      method: 'POST',
      path: '/api/v1/auth/refresh',
      token: false,
      json: { refresh_token: 'renew-me' },
    },
    status: 200,
    answer: samples.sampleRefreshedToken(),
  },
  {
    title: 'logout',
    call: (configurator) => configurator.logout(TOKEN),
    sends: { method: 'POST', path: '/api/v1/auth/logout', token: true },
    status: 200,
    answer: { message: '登出成功' },
    gives: '登出成功',
  },
  {
    title: 'templates',
    call: (configurator) => configurator.templates(),
    sends: { method: 'GET', path: '/api/v1/agents/templates', token: false },
    status: 200,
    answer: [samples.sampleTemplate()],
    open: ['0.personality_traits', '0.memory_config'],
  },
  {
    title: 'templates of a category that are not active',
    call: (configurator) => configurator.templates({ category: '一 般&x', is_active: false }),
    sends: {
      method: 'GET',
      path: '/api/v1/agents/templates?category=%E4%B8%80+%E8%88%AC%26x&is_active=false',
      token: false,
    },
    status: 200,
    answer: [],
  },
  {
    title: 'template',
    call: (configurator) => configurator.template('a/b 友'),
    sends: { method: 'GET', path: '/api/v1/agents/templates/a%2Fb%20%E5%8F%8B', token: false },
    status: 200,
    answer: samples.sampleTemplate(),
    open: ['personality_traits', 'memory_config'],
  },
  {
    title: 'createTemplate',
    call: (configurator) => configurator.createTemplate(TOKEN, template),
    sends: { method: 'POST', path: '/api/v1/agents/templates', token: true, json: template },
    status: 200,
    answer: samples.sampleTemplate(),
    open: ['personality_traits', 'memory_config'],
  },
  {
    title: 'createAgent',
    call: (configurator) => configurator.createAgent(TOKEN, { name: '甲', tags: 'a,b' }),
    sends: { method: 'POST', path: '/api/v1/agents/', token: true, json: { name: '甲', tags: 'a,b' } },
    status: 200,
    answer: samples.sampleAgent(),
  },
  {
    title: 'agents',
    call: (configurator) => configurator.agents(TOKEN),
    sends: { method: 'GET', path: '/api/v1/agents/', token: true },
    status: 200,
    answer: [samples.sampleAgent()],
  },
  {
    title: 'agent',
    call: (configurator) => configurator.agent(TOKEN, AGENT),
    sends: { method: 'GET', path: `/api/v1/agents/${AGENT}`, token: true },
    status: 200,
    answer: samples.sampleAgent(),
  },
  {
    title: 'updateAgent',
    call: (configurator) => configurator.updateAgent(TOKEN, AGENT, { name: '乙' }),
    sends: { method: 'PUT', path: `/api/v1/agents/${AGENT}`, token: true, json: { name: '乙' } },
    status: 200,
    answer: samples.sampleAgent(),
  },
  {
    title: 'deleteAgent',
    call: (configurator) => configurator.deleteAgent(TOKEN, AGENT),
    sends: { method: 'DELETE', path: `/api/v1/agents/${AGENT}`, token: true },
    status: 200,
    answer: { message },
    gives: message,
  },
  {
    title: 'tenant',
    call: (configurator) => configurator.tenant(TOKEN),
    sends: { method: 'GET', path: '/api/v1/tenant/', token: true },
    status: 200,
    answer: samples.sampleTenant(),
  },
  {
    title: 'updateTenant',
    call: (configurator) => configurator.updateTenant(TOKEN, { tenant_name: '新' }),
    sends: { method: 'PUT', path: '/api/v1/tenant/', token: true, json: { tenant_name: '新' } },
    status: 200,
    answer: samples.sampleTenant(),
  },
  {
    title: 'statistics',
    call: (configurator) => configurator.statistics(TOKEN),
    sends: { method: 'GET', path: '/api/v1/tenant/stats', token: true },
    status: 200,
    answer: samples.sampleStatistics(),
  },
  {
    title: 'apiKey',
    call: (configurator) => configurator.apiKey(TOKEN),
    sends: { method: 'GET', path: '/api/v1/tenant/api-key', token: true },
    status: 200,
    answer: samples.sampleApiKey(),
  },
  {
    title: 'regenerateApiKey',
    call: (configurator) => configurator.regenerateApiKey(TOKEN),
    sends: { method: 'POST', path: '/api/v1/tenant/regenerate-api-key', token: true },
    status: 200,
    answer: { message, api_key: samples.SAMPLE_API_KEY, tenant_id },
  },
  {
    title: 'upgrade',
    call: (configurator) => configurator.upgrade(TOKEN),
    sends: { method: 'POST', path: '/api/v1/tenant/upgrade', token: true },
    status: 200,
    answer: { message, tenant_type: 'enterprise', tenant_id },
  },
];
