import type { ServerResponse } from 'node:http';
import type { Agent } from '../../configurator/schemas';
import { sampleAgent, sampleSession, sampleTemplate } from '../../configurator/testing/samples';
import {
  type Arrived,
  type ScriptedHttp,
  sendJson,
  startScriptedHttp,
} from '../../configurator/testing/scripted-http';

export interface Behaviour {
  /** What the list of a tenant's agents holds, given what it should. */
  readonly list?: (agents: readonly Agent[]) => readonly unknown[];
  /** Told of each request; what it resolves with false was answered by it. */
  readonly before?: (request: Arrived, response: ServerResponse) => Promise<boolean> | boolean;
  readonly templates?: readonly string[];
}

export interface SmallConfigurator extends ScriptedHttp {
  /** Requests that are being answered now. */
  underWay(): number;
}

interface Body {
  readonly username?: string;
  readonly name?: string;
  readonly template_id?: string;
}

/** A configurator that registers users and makes agents, just enough of it for a scenario; the token is the tenant's id in disguise. */
export async function startSmallConfigurator(behaviour: Behaviour = {}): Promise<SmallConfigurator> {
  const agents = new Map<string, Agent[]>();
  let current = 0;

  function answer(request: Arrived, response: ServerResponse): void {
    const body = (request.body === '' ? {} : JSON.parse(request.body)) as Body;
    const token = request.headers.authorization?.replace('Bearer ', '') ?? '';
    const tenantId = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
    if (request.path.startsWith('/api/v1/agents/templates')) {
      const ids = behaviour.templates ?? ['b_template', 'a_template', 'c_template'];
      sendJson(
        response,
        200,
        ids.map((template_id) => sampleTemplate({ template_id, name: `名 ${template_id}` })),
      );
    } else if (request.path === '/api/v1/auth/register') {
      const session = sampleSession({ username: body.username ?? '' });
      const access_token = `eyJhbGciOiJIUzI1NiJ9.${Buffer.from(session.user_info.tenant_id).toString('base64url')}.c2ln`;
      sendJson(response, 201, { ...session, access_token });
    } else if (request.method === 'POST') {
      const agent = sampleAgent({ tenant_id: tenantId, name: body.name ?? '' });
      agents.set(tenantId, [...(agents.get(tenantId) ?? []), agent]);
      sendJson(response, 200, agent);
    } else {
      const own = agents.get(tenantId) ?? [];
      sendJson(response, 200, behaviour.list?.(own) ?? own);
    }
  }

  const server = await startScriptedHttp(async (request, response) => {
    current += 1;
    response.once('close', () => (current -= 1));
    if ((await behaviour.before?.(request, response)) === false) return;
    answer(request, response);
  });
  return { ...server, underWay: () => current };
}
