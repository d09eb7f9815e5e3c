import type { Ledger } from '../cleanup';
import {
  type Agent,
  type AgentDraft,
  type AgentTemplate,
  type Configurator,
  ConfiguratorError,
  type Registration,
  type Session,
  type TemplateDraft,
} from '../configurator';

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
    const template = await this.configurator.createTemplate(owner.token, draft);
    this.ledger.templateCreated(draft.template_id);
    return template;
  }
}

/** Only an answer of 4xx says that nothing was made; after any other failure it may have been. */
async function recorded<T>(
  ask: () => Promise<T>,
  made: (answer: T) => void,
  refused: (status: number) => void,
): Promise<T> {
  let answer: T;
  try {
    answer = await ask();
  } catch (error) {
    if (error instanceof ConfiguratorError && error.status >= 400 && error.status < 500)
      refused(error.status);
    throw error;
  }
  made(answer);
  return answer;
}
