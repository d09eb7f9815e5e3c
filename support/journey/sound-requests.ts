import type { Configurator, HttpAnswer } from '../configurator';
import type { Actor } from './actor';
import type { Fields, Registrar } from './registrar';

/** A request that MaiMBot would grant, before one of its fields is made what a table has. */
export interface SoundRequest {
  readonly draft: Fields;
  /** A text among the fields of the draft that nothing else in the database has. */
  readonly mark: string;
  /** Asks with any fields; resolves with the answer, whatever its status. */
  readonly send: (fields: Fields) => Promise<HttpAnswer>;
}

interface Tools {
  readonly configurator: Configurator;
  readonly registrar: Registrar;
  /** A text that nothing else in the database has. */
  readonly mark: string;
}

/** The sound requests of a user; `except` is the field that is about to be replaced, so the mark stands in another. */
export class SoundRequests {
  constructor(
    private readonly actor: Actor,
    private readonly tools: Tools,
  ) {}

  registration(): SoundRequest {
    const { draft } = this.actor;
    const send = async (fields: Fields): Promise<HttpAnswer> => this.actor.tryRegister(fields);
    return { draft: { ...draft }, mark: draft.tenant_name, send };
  }

  signIn(): SoundRequest {
    const { account, draft } = this.actor;
    return this.open('/api/v1/auth/login', { username: account.username, password: draft.password });
  }

  newToken(): SoundRequest {
    return this.open('/api/v1/auth/refresh', { refresh_token: this.actor.session.refresh_token });
  }

  agent(except: string, templateId?: string): SoundRequest {
    const { mark } = this.tools;
    const draft = {
      name: '一个智能体',
      ...(templateId === undefined ? {} : { template_id: templateId }),
      [except === 'description' ? 'tags' : 'description']: mark,
    };
    return { draft, mark, send: async (fields) => this.actor.tryCreateAgent(fields) };
  }

  changeOfAgent(except: string): SoundRequest {
    const marked = except === 'description' ? 'tags' : 'description';
    return this.change(`/api/v1/agents/${this.actor.agent().agentId}`, marked);
  }

  changeOfTenant(except: string): SoundRequest {
    return this.change('/api/v1/tenant/', except === 'tenant_name' ? 'phone' : 'tenant_name');
  }

  template(except: string): SoundRequest {
    const { mark, registrar } = this.tools;
    const draft = {
      template_id: `${mark}t`,
      name: '一个模板',
      persona: '说话爽快的店小二',
      [except === 'description' ? 'response_style' : 'description']: mark,
    };
    const { token } = this.actor;
    return { draft, mark, send: async (fields) => registrar.tryCreateTemplate({ token }, fields) };
  }

  private open(path: string, draft: Fields): SoundRequest {
    const { configurator, mark } = this.tools;
    return { draft, mark, send: async (json) => configurator.send({ method: 'POST', path, json }) };
  }

  private change(path: string, marked: string): SoundRequest {
    const { configurator, mark } = this.tools;
    const { token } = this.actor;
    const send = async (json: Fields): Promise<HttpAnswer> =>
      configurator.send({ method: 'PUT', path, token, json });
    return { draft: { [marked]: mark }, mark, send };
  }
}
