import type { Ledger } from '../cleanup';
import {
  type Agent,
  type AgentDraft,
  type AgentTemplate,
  type Configurator,
  ConfiguratorError,
  type HttpAnswer,
  type Registration,
  type Session,
  type TemplateDraft,
} from '../configurator';

/** What is sent to make something: the fields of a request, whatever their types. */
export type Fields = Readonly<Record<string, unknown>>;

/**
 * Makes users, agents and templates, and writes each into the ledger before it asks for it:
 * whatever happens afterwards, the purge knows what may exist.
 */
export class Registrar {
  constructor(
    private readonly configurator: Configurator,
    private readonly ledger: Ledger,
  ) {}

  /** @throws ConfiguratorError when the registration is refused */
  async register(registration: Partial<Registration>): Promise<Session> {
    const { username = '' } = registration;
    this.ledger.userIntended(username);
    return recorded(
      () => this.configurator.register(registration),
      ({ user_info }) => {
        this.ledger.userRegistered({
          username: user_info.username,
          tenantId: user_info.tenant_id,
          userId: user_info.user_id,
        });
      },
      (status) => {
        this.ledger.userRefused(username, status);
      },
    );
  }

  /** @throws ConfiguratorError when the agent is refused */
  async createAgent(owner: { token: string; tenantId: string }, draft: AgentDraft): Promise<Agent> {
    const intent = this.ledger.agentIntended({
      tenantId: owner.tenantId,
      name: draft.name,
      templateId: draft.template_id,
    });
    return recorded(
      () => this.configurator.createAgent(owner.token, draft),
      ({ agent_id }) => {
        this.ledger.agentCreated(intent, agent_id);
      },
      (status) => {
        this.ledger.agentRefused(intent, status);
      },
    );
  }

  /** @throws ConfiguratorError when the template is refused */
  async createTemplate(owner: { token: string }, draft: TemplateDraft): Promise<AgentTemplate> {
    this.ledger.templateIntended(draft.template_id);
    return recorded(
      () => this.configurator.createTemplate(owner.token, draft),
      () => {
        this.ledger.templateCreated(draft.template_id);
      },
      (status) => {
        this.ledger.templateRefused(draft.template_id, status);
      },
    );
  }

  /**
   * Asks for a registration with any fields and resolves with the answer, whatever its status.
   * A user who is let in after all is known by the ids of the answer.
   */
  async tryRegister(fields: Fields): Promise<HttpAnswer> {
    const username = asText(fields.username);
    this.ledger.userIntended(username);
    const answer = await this.configurator.send({
      method: 'POST',
      path: '/api/v1/auth/register',
      json: fields,
    });
    if (isRefusal(answer)) this.ledger.userRefused(username, answer.status);
    else this.noteAccount(answer);
    return answer;
  }

  /** Sends any body as a registration and resolves with the answer, whatever its status. */
  async tryRegisterWith(body: string | Buffer | undefined, contentType: string): Promise<HttpAnswer> {
    // What name such a body might be taken for is not known; without one the ids of the answer are all there is.
    const answer = await this.configurator.send({
      method: 'POST',
      path: '/api/v1/auth/register',
      headers: { 'content-type': contentType },
      ...(body === undefined ? {} : { body }),
    });
    if (!isRefusal(answer)) this.noteAccount(answer);
    return answer;
  }

  /** Asks for an agent with any fields and resolves with the answer, whatever its status. */
  async tryCreateAgent(owner: { token: string; tenantId: string }, fields: Fields): Promise<HttpAnswer> {
    const intent = this.ledger.agentIntended({
      tenantId: owner.tenantId,
      name: asText(fields.name),
      templateId: typeof fields.template_id === 'string' ? fields.template_id : undefined,
    });
    const answer = await this.configurator.send({
      method: 'POST',
      path: '/api/v1/agents/',
      token: owner.token,
      json: fields,
    });
    const agentId = textIn(answer.body, 'agent_id');
    if (isRefusal(answer)) this.ledger.agentRefused(intent, answer.status);
    else if (agentId !== undefined) this.ledger.agentCreated(intent, agentId);
    return answer;
  }

  /** Asks for a template with any fields and resolves with the answer, whatever its status. */
  async tryCreateTemplate(owner: { token: string }, fields: Fields): Promise<HttpAnswer> {
    const templateId = asText(fields.template_id);
    this.ledger.templateIntended(templateId);
    const answer = await this.configurator.send({
      method: 'POST',
      path: '/api/v1/agents/templates',
      token: owner.token,
      json: fields,
    });
    if (isRefusal(answer)) this.ledger.templateRefused(templateId, answer.status);
    else if (answer.status < 300)
      this.ledger.templateCreated(textIn(answer.body, 'template_id') ?? templateId);
    return answer;
  }

  /** A name under which the account was asked for, and that differs from the one it got, stays open: both are looked for. */
  private noteAccount({ body }: HttpAnswer): void {
    const info = fieldIn(body, 'user_info');
    const [tenantId, userId] = [textIn(info, 'tenant_id'), textIn(info, 'user_id')];
    if (tenantId === undefined || userId === undefined) return;
    this.ledger.userRegistered({ username: asText(fieldIn(info, 'username')), tenantId, userId });
  }
}

/** The text that a value would be stored as by a backend that takes anything; empty for none. */
function asText(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function fieldIn(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([field]) => field === name)?.[1]
    : undefined;
}

function textIn(value: unknown, name: string): string | undefined {
  const found = fieldIn(value, name);
  return typeof found === 'string' ? found : undefined;
}

/** Only an answer of 4xx says that nothing was made; after any other failure it may have been. */
function isRefusal({ status }: { readonly status: number }): boolean {
  return status >= 400 && status < 500;
}

async function recorded<T>(
  ask: () => Promise<T>,
  made: (answer: T) => void,
  refused: (status: number) => void,
): Promise<T> {
  let answer: T;
  try {
    answer = await ask();
  } catch (error) {
    if (error instanceof ConfiguratorError && isRefusal(error)) refused(error.status);
    throw error;
  }
  made(answer);
  return answer;
}
