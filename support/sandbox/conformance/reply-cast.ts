import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { makeIdentifier } from '../../basics/identifiers';
import { Bindings } from './placeholders';

/** Who appears in the recorded sessions: the numbers of tenant, user and agent that belong to one username. */
const cast = [
  { username: 'testuser_w01', tenant: 1, user: 1, agent: 1 },
  { username: 'testuser_w02', tenant: 2, user: 2, agent: 2 },
  { username: 'testuser_w03', tenant: 3, user: 3, agent: 3, apiKey: '<apikey>' },
  { username: 'testuser_w04', tenant: 5, user: 4, agent: 5 },
  { username: 'testuser_w05', tenant: 6, user: 'w05', agent: 6 },
  { username: 'testuser_w06', tenant: 7, user: 5, agent: 7 },
  { username: 'testuser_w07', tenant: 8, user: 6, agent: 8 },
  { username: 'testuser_w08', tenant: 9, user: 7, agent: 9 },
  { username: 'testuser_w09', tenant: 10, user: 8, agent: 10 },
  { username: 'testuser_w10', tenant: 11, user: 9, agent: 11 },
  { username: 'testuser_w11', tenant: 12, user: 10, agent: 12 },
  { username: 'testuser_w12', tenant: 13, user: 11, agent: 13 },
];

/** The tenant and agent of the recordings that never existed. */
const nobody = { tenant: 4, agent: 4 };

const registered = z.object({
  access_token: z.string(),
  user_info: z.object({ user_id: z.string(), tenant_id: z.string(), api_key: z.string() }),
});
const created = z.object({ agent_id: z.string() });

/** Registers the recorded users and creates their agents with the configurator; returns whom each placeholder stands for. */
export async function engageCast(configuratorUrl: string): Promise<Bindings> {
  const bindings = new Bindings();
  const post = async (path: string, body: unknown, token?: string): Promise<unknown> => {
    const authorization = token === undefined ? undefined : { authorization: `Bearer ${token}` };
    const response = await fetch(configuratorUrl + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...authorization },
      body: JSON.stringify(body),
    });
    return response.json();
  };
  for (const { username, tenant, user, agent, apiKey } of cast) {
    const account = { username, password: randomUUID() };
    const { access_token, user_info } = registered.parse(await post('/api/v1/auth/register', account));
    const wish = { name: `${username}_agent_1`, template_id: 'friendly_assistant' };
    const { agent_id } = created.parse(await post('/api/v1/agents/', wish, access_token));
    bindings.bind(`<tenant:${tenant}>`, user_info.tenant_id);
    bindings.bind(`<user:${user}>`, user_info.user_id);
    bindings.bind(`<agent:${agent}>`, agent_id);
    if (apiKey !== undefined) bindings.bind(apiKey, user_info.api_key);
  }
  bindings.bind(`<tenant:${nobody.tenant}>`, makeIdentifier('tenant'));
  bindings.bind(`<agent:${nobody.agent}>`, makeIdentifier('agent'));
  return bindings;
}
