import got from 'got';
import WebSocket from 'ws';

/** What a journey consists of. */
export interface Size {
  readonly users: number;
  readonly agents: number;
  readonly messages: number;
}

interface Registered {
  readonly access_token: string;
  readonly user_info: { readonly tenant_id: string; readonly user_id: string };
}

const TEMPLATES = [
  'friendly_assistant',
  'professional_expert',
  'creative_companion',
  'caring_friend',
  'efficient_helper',
];

/**
 * The journey as somebody would write it in an hour with got and ws: registers, creates, finds the agents again, talks to all
 * of them at once. It checks nothing, writes nothing down and cleans nothing up: what the suite's own time is compared with.
 * @returns how many messages were answered
 */
export async function bareJourney(
  configUrl: string,
  replyUrl: string,
  name: string,
  size: Size,
): Promise<number> {
  const http = got.extend({ prefixUrl: configUrl });
  await http.get('api/v1/agents/templates').json();
  const dialogues = await Promise.all(
    range(size.users).map(async (user) => {
      const username = `${name}_${user}`;
      const json = {
        username,
        password: 'testpass123',
        email: `${username}@example.com`,
        tenant_name: username,
      };
      const { access_token, user_info } = await http
        .post('api/v1/auth/register', { json })
        .json<Registered>();
      const headers = { authorization: `Bearer ${access_token}` };
      const agents = await Promise.all(
        range(size.agents).map(async (agent) => {
          const draft = {
            name: `${username}_${agent}`,
            template_id: TEMPLATES[(user * size.agents + agent) % TEMPLATES.length],
          };
          return http.post('api/v1/agents/', { json: draft, headers }).json<{ agent_id: string }>();
        }),
      );
      await http.get('api/v1/agents/', { headers }).json();
      return agents.map(({ agent_id }) => ({ ...user_info, agent_id, username }));
    }),
  );
  const answered = await Promise.all(
    dialogues.flat().map(async (dialogue) => talk(replyUrl, dialogue, size.messages)),
  );
  return answered.reduce((sum, count) => sum + count, 0);
}

async function talk(
  url: string,
  {
    tenant_id,
    user_id,
    agent_id,
    username,
  }: { tenant_id: string; user_id: string; agent_id: string; username: string },
  messages: number,
): Promise<number> {
  const api_key = `${tenant_id}:${agent_id}`;
  const platform = 'test';
  const socket = new WebSocket(url, { headers: { 'x-apikey': api_key, 'x-platform': platform } });
  return new Promise((resolve, reject) => {
    let sent = 0;
    const say = (): void => {
      sent += 1;
      const message_id = `${username}_${agent_id}_${sent}`;
      const user_info = { platform, user_id, user_nickname: username };
      const group_info = { platform, group_id: `test_group_${tenant_id}`, group_name: username };
      const message_info = {
        platform,
        message_id,
        time: Date.now() / 1000,
        sender_info: { user_info, group_info },
      };
      const payload = {
        message_info,
        message_segment: { type: 'text', data: `你好 ${sent}` },
        message_dim: { api_key, platform },
      };
      socket.send(JSON.stringify({ ver: 1, msg_id: message_id, type: 'sys_std', meta: {}, payload }));
    };
    socket.on('open', say);
    socket.on('error', reject);
    socket.on('close', () => {
      resolve(sent);
    });
    socket.on('message', (data: Buffer) => {
      const { type } = JSON.parse(data.toString('utf8')) as { type: string };
      if (type !== 'sys_std') return;
      if (sent === messages) socket.close();
      else say();
    });
  });
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
