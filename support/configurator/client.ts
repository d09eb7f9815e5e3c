import { z } from 'zod';
import { ConfiguratorError, ContractViolation } from './errors';
import * as schemas from './schemas';
import { Transport, type HttpAnswer, type Request, type TransportOptions } from './transport';

/**
 * The configurator's HTTP interface, every endpoint typed (contract: configurator).
 * A refusal is a ConfiguratorError, an answer that is not as agreed a ContractViolation, no answer a NoAnswerError.
 */
export class Configurator {
  private readonly transport: Transport;

  constructor(options: TransportOptions) {
    this.transport = new Transport(options);
  }

  /** Any request, answered whatever the status; for inputs that no honest client would send. */
  async send(request: Request): Promise<HttpAnswer> {
    return this.transport.send(request);
  }

  async health(): Promise<z.output<typeof schemas.health>> {
    return this.call({ method: 'GET', path: '/health' }, schemas.health);
  }

  async apiHealth(): Promise<z.output<typeof schemas.apiHealth>> {
    return this.call({ method: 'GET', path: '/api/health' }, schemas.apiHealth);
  }

  async openApi(): Promise<z.output<typeof schemas.openApi>> {
    return this.call({ method: 'GET', path: '/openapi.json' }, schemas.openApi);
  }

  /** The HTML of the page that documents the interface. */
  async docs(): Promise<string> {
    return this.call({ method: 'GET', path: '/docs' }, schemas.htmlPage);
  }

  /** Registers a user and, with it, a tenant; a success is 201. Fields may be left out to see it refused. */
  async register(registration: Partial<schemas.Registration>): Promise<schemas.Session> {
    return this.call(
      { method: 'POST', path: '/api/v1/auth/register', json: registration },
      schemas.session,
      201,
    );
  }

  async login(username: string, password: string): Promise<schemas.Session> {
    return this.call(
      { method: 'POST', path: '/api/v1/auth/login', json: { username, password } },
      schemas.session,
    );
  }

  async me(token: string): Promise<schemas.UserInfo> {
    return this.call({ method: 'GET', path: '/api/v1/auth/me', token }, schemas.userInfo);
  }

  async refresh(refreshToken: string): Promise<schemas.RefreshedToken> {
    return this.call(
      { method: 'POST', path: '/api/v1/auth/refresh', json: { refresh_token: refreshToken } },
      schemas.refreshedToken,
    );
  }

  async logout(token: string): Promise<string> {
    const { message } = await this.call(
      { method: 'POST', path: '/api/v1/auth/logout', token },
      schemas.message,
    );
    return message;
  }

  /** The templates, most used first; only active ones unless told otherwise. */
  async templates(filter: { category?: string; is_active?: boolean } = {}): Promise<schemas.AgentTemplate[]> {
    const query = new URLSearchParams();
    if (filter.category !== undefined) query.set('category', filter.category);
    if (filter.is_active !== undefined) query.set('is_active', String(filter.is_active));
    const path =
      query.size === 0 ? '/api/v1/agents/templates' : `/api/v1/agents/templates?${query.toString()}`;
    return this.call({ method: 'GET', path }, z.array(schemas.template));
  }

  async template(templateId: string): Promise<schemas.AgentTemplate> {
    return this.call(
      { method: 'GET', path: `/api/v1/agents/templates/${encodeURIComponent(templateId)}` },
      schemas.template,
    );
  }

  async createTemplate(token: string, draft: schemas.TemplateDraft): Promise<schemas.AgentTemplate> {
    return this.call(
      { method: 'POST', path: '/api/v1/agents/templates', token, json: draft },
      schemas.template,
    );
  }

  /** The path ends in a slash: without it the real configurator answers 405 (recorded). */
  async createAgent(token: string, draft: schemas.AgentDraft): Promise<schemas.Agent> {
    return this.call({ method: 'POST', path: '/api/v1/agents/', token, json: draft }, schemas.agent);
  }

  /** The tenant's agents, the one changed last first. */
  async agents(token: string): Promise<schemas.Agent[]> {
    return this.call({ method: 'GET', path: '/api/v1/agents/', token }, z.array(schemas.agent));
  }

  async agent(token: string, agentId: string): Promise<schemas.Agent> {
    return this.call({ method: 'GET', path: agentPath(agentId), token }, schemas.agent);
  }

  async updateAgent(
    token: string,
    agentId: string,
    changes: Partial<schemas.AgentDraft>,
  ): Promise<schemas.Agent> {
    return this.call({ method: 'PUT', path: agentPath(agentId), token, json: changes }, schemas.agent);
  }

  async deleteAgent(token: string, agentId: string): Promise<string> {
    const { message } = await this.call(
      { method: 'DELETE', path: agentPath(agentId), token },
      schemas.message,
    );
    return message;
  }

  async tenant(token: string): Promise<schemas.Tenant> {
    return this.call({ method: 'GET', path: '/api/v1/tenant/', token }, schemas.tenant);
  }

  async updateTenant(token: string, changes: schemas.TenantChanges): Promise<schemas.Tenant> {
    return this.call({ method: 'PUT', path: '/api/v1/tenant/', token, json: changes }, schemas.tenant);
  }

  async statistics(token: string): Promise<schemas.Statistics> {
    return this.call({ method: 'GET', path: '/api/v1/tenant/stats', token }, schemas.statistics);
  }

  async apiKey(token: string): Promise<schemas.ApiKeyInfo> {
    return this.call({ method: 'GET', path: '/api/v1/tenant/api-key', token }, schemas.apiKeyInfo);
  }

  async regenerateApiKey(token: string): Promise<z.output<typeof schemas.newApiKey>> {
    return this.call({ method: 'POST', path: '/api/v1/tenant/regenerate-api-key', token }, schemas.newApiKey);
  }

  async upgrade(token: string): Promise<z.output<typeof schemas.upgraded>> {
    return this.call({ method: 'POST', path: '/api/v1/tenant/upgrade', token }, schemas.upgraded);
  }

  private async call<Schema extends z.ZodType>(
    request: Request,
    schema: Schema,
    success = 200,
  ): Promise<z.output<Schema>> {
    const { status, body, exchange } = await this.transport.send(request);
    if (status !== success) throw new ConfiguratorError(exchange, status, detailOf(body));
    const checked = schema.safeParse(body);
    if (!checked.success) {
      throw new ContractViolation(
        exchange,
        checked.error.issues.map((issue) => `${issue.path.join('.') || 'the answer'}: ${issue.message}`),
      );
    }
    return checked.data;
  }
}

function agentPath(agentId: string): string {
  return `/api/v1/agents/${encodeURIComponent(agentId)}`;
}

/** The message of a refusal: `detail` as text, whether it is a message or a list of validation errors. */
export function detailOf(body: unknown): string {
  if (typeof body === 'object' && body !== null && 'detail' in body) {
    return typeof body.detail === 'string' ? body.detail : JSON.stringify(body.detail);
  }
  return typeof body === 'string' ? body : JSON.stringify(body);
}
