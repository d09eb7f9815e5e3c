import { expect } from 'chai';
import { startTrial, type Trial, type TrialUser } from './testing/trial';

describe('tenants of the configurator', () => {
  let trial: Trial;
  let alice: TrialUser;

  before(async () => {
    trial = await startTrial();
    alice = await trial.register('alice', { email: 'alice@example.com' });
    await trial.register('bob', { email: 'bob@example.com' });
  });

  after(() => trial.end());

  const usage = (tenant: string, cost: number): void => {
    trial.database
      .prepare(
        `INSERT INTO llm_usage (tenant_id, agent_id, platform, model_name, user_id, request_type, endpoint,
           prompt_tokens, completion_tokens, total_tokens, cost, status, timestamp)
         VALUES (?, 'a', 'test', 'm', 'u', 'chat', '/', 1, 1, 2, ?, 'ok', '2026-01-01 00:00:00.000000')`,
      )
      .run(tenant, cost);
  };
  const message = (tenant: string, time: number): void => {
    trial.database
      .prepare(
        `INSERT INTO messages (tenant_id, agent_id, platform, chat_stream_id, message_id, time, chat_info_stream_id,
           chat_info_platform, chat_info_user_platform, chat_info_user_id, chat_info_user_nickname,
           chat_info_create_time, chat_info_last_active_time, is_emoji, is_picid, is_command, is_notify)
         VALUES (?, 'a', 'test', 's', 'm', ?, 's', 'test', 'test', 'u', 'n', 1, 1, 0, 0, 0, 0)`,
      )
      .run(tenant, time);
  };

  it('counts what the tables hold of the tenant, and nothing of another', async () => {
    const mine = alice.user_info.tenant_id;
    message(mine, 1_795_365_953.5);
    message(mine, 1_795_365_950);
    message('tenant_of_somebody', 1_795_999_999);
    usage(mine, 0.25);
    usage(mine, 0.5);
    usage('default', 7);
    const { body } = await trial.request('GET', '/api/v1/tenant/stats', { token: alice.access_token });
    expect(body).to.deep.equal({
      tenant_id: mine,
      tenant_name: 'alice的租户',
      total_agents: 0,
      total_messages: 2,
      total_api_calls: 2,
      total_cost: 0.75,
      last_active: '2026-11-22T16:45:53.500000',
    });
  });

  it('changes what is given and keeps the rest', async () => {
    const json = { phone: '123', tenant_config: { language: 'zh', nested: [1, null] } };
    const token = alice.access_token;
    expect((await trial.request('PUT', '/api/v1/tenant/', { token, json })).status).to.equal(200);
    const { body } = await trial.request('GET', '/api/v1/tenant/', { token });
    expect(body).to.deep.include({ ...json, email: 'alice@example.com', tenant_name: 'alice的租户' });
  });

  it('keeps the own address and refuses that of another', async () => {
    const put = (email: string): ReturnType<Trial['request']> =>
      trial.request('PUT', '/api/v1/tenant/', { token: alice.access_token, json: { email } });
    expect((await put('alice@example.com')).status).to.equal(200);
    expect((await put('bob@example.com')).status).to.equal(409);
    const { body } = await trial.request('GET', '/api/v1/auth/me', { token: alice.access_token });
    expect(body).to.deep.include({ email: 'alice@example.com' });
  });

  it('replaces the API key for good', async () => {
    const token = alice.access_token;
    const before = await trial.request('GET', '/api/v1/tenant/api-key', { token });
    const made = await trial.request('POST', '/api/v1/tenant/regenerate-api-key', { token });
    const after = await trial.request('GET', '/api/v1/tenant/api-key', { token });
    expect(JSON.stringify(after.body)).to.match(/"mb_[\w-]{43}"/);
    expect(after.body).to.not.deep.equal(before.body);
    expect(made.body).to.deep.include({
      api_key: trial.database
        .prepare("SELECT api_key FROM tenant_users WHERE username = 'alice'")
        .pluck()
        .get(),
    });
  });
});
