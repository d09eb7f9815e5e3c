import { expect } from 'chai';
import { startTrial, type Trial } from './testing/trial';

describe('the configurator as an HTTP server', () => {
  let trial: Trial;

  before(async () => {
    trial = await startTrial();
  });

  after(() => trial.end());

  const register = (raw: string | Buffer, contentType = 'application/json'): ReturnType<Trial['request']> =>
    trial.request('POST', '/api/v1/auth/register', { raw, headers: { 'content-type': contentType } });
  const errorsOf = async (json: unknown): Promise<unknown> => {
    const { status, body } = await trial.request('POST', '/api/v1/auth/register', { json });
    expect(status).to.equal(422);
    return body;
  };

  it('refuses a body that is not JSON before it asks for a token, and a wrong field after', async () => {
    const create = (raw: string): ReturnType<Trial['request']> =>
      trial.request('POST', '/api/v1/agents/', { raw });
    expect((await create('{')).status).to.equal(422);
    expect((await create('{}')).status).to.equal(401);
  });

  it('lists every wrong field, in the order of the fields, with the first mistake of each', async () => {
    const json = { tenant_type: 'vip', email: 'a@b', password: 5, username: '  ' };
    expect(await errorsOf(json)).to.deep.equal({
      detail: [
        {
          type: 'value_error',
          loc: ['body', 'username'],
          msg: 'Value error, 用户名长度必须在3-50个字符之间',
          input: '  ',
          ctx: { error: {} },
        },
        { type: 'string_type', loc: ['body', 'password'], msg: 'Input should be a valid string', input: 5 },
        {
          type: 'value_error',
          loc: ['body', 'email'],
          msg: 'value is not a valid email address: The part after the @-sign is not valid. It should have a period.',
          input: 'a@b',
          ctx: { reason: 'The part after the @-sign is not valid. It should have a period.' },
        },
        {
          type: 'value_error',
          loc: ['body', 'tenant_type'],
          msg: 'Value error, 租户类型必须是 personal 或 enterprise',
          input: 'vip',
          ctx: { error: {} },
        },
      ],
    });
  });

  it('names the place of a wrong item and the kind of a wrong container', async () => {
    const { access_token: token } = await trial.register('container');
    const json = { name: 'x', plugin_config: ['a', 1], memory_config: [], personality_traits: 'no' };
    const { body } = await trial.request('POST', '/api/v1/agents/', { token, json });
    expect(body).to.deep.equal({
      detail: [
        {
          type: 'dict_type',
          loc: ['body', 'personality_traits'],
          msg: 'Input should be a valid dictionary',
          input: 'no',
        },
        {
          type: 'dict_type',
          loc: ['body', 'memory_config'],
          msg: 'Input should be a valid dictionary',
          input: [],
        },
        {
          type: 'string_type',
          loc: ['body', 'plugin_config', 1],
          msg: 'Input should be a valid string',
          input: 1,
        },
      ],
    });
    const list = { name: 'x', plugin_config: 'memory' };
    const wrongList = await trial.request('POST', '/api/v1/agents/', { token, json: list });
    expect(wrongList.body).to.deep.equal({
      detail: [
        {
          type: 'list_type',
          loc: ['body', 'plugin_config'],
          msg: 'Input should be a valid list',
          input: 'memory',
        },
      ],
    });
  });

  it('counts characters as people do: 50 foxes are a name, 51 are not, 2 are too few', async () => {
    expect((await trial.register('🦊'.repeat(50))).user_info.username).to.have.length(100);
    for (const username of ['🦊'.repeat(51), '🦊🦊']) await errorsOf({ username, password: '123456' });
  });

  it('takes control characters and text from right to left, and refuses half a character', async () => {
    const odd = 'a\u0000b\tשלום';
    expect((await trial.register(odd)).user_info.username).to.equal(odd);
    const { body } = await register('{"username":"half \\ud83e","password":"123456"}');
    expect(JSON.stringify(body)).to.contain('string_unicode');
  });

  it('reads no body and null as missing, other types as text, and bytes that are no text not at all', async () => {
    const missing = { detail: [{ type: 'missing', loc: ['body'], msg: 'Field required', input: null }] };
    expect((await register('null')).body).to.deep.equal(missing);
    expect((await trial.request('POST', '/api/v1/auth/register')).body).to.deep.equal(missing);
    expect(JSON.stringify((await register('{"username":"abc"}', 'text/plain')).body)).to.contain(
      'model_attributes_type',
    );
    expect(
      (await register('{"username":"vnd","password":"123456"}', 'application/vnd.x+json')).status,
    ).to.equal(201);
    expect((await register(Buffer.from([0x7b, 0xff, 0x7d]))).status).to.equal(400);
    expect((await register('['.repeat(50_000))).status).to.equal(400);
    expect((await register(`${'['.repeat(5000)}${']'.repeat(5000)}`)).status).to.equal(400);
  });

  it('refuses addresses that are none, and stores a good one with its domain in lower case', async () => {
    const bad = [
      '@x.com',
      'a@',
      'a b@x.com',
      '.a@x.com',
      'a..b@x.com',
      'a@x..com',
      'a@-x.com',
      'a@b@x.com',
      '',
    ];
    for (const email of [...bad, `${'l'.repeat(65)}@x.com`]) {
      const body = await errorsOf({ username: 'address', password: '123456', email });
      expect(JSON.stringify(body), email).to.contain('value is not a valid email address');
    }
    const { user_info } = await trial.register('address', { email: 'Jörg+x@EXAMPLE.com' });
    expect(user_info).to.not.equal(undefined);
    const stored = trial.database.prepare("SELECT email FROM tenant_users WHERE username = 'address'").get();
    expect(stored).to.deep.equal({ email: 'Jörg+x@example.com' });
  });

  it('tells a wrong method from a wrong path', async () => {
    const wrongMethod = await trial.request('DELETE', '/api/v1/auth/register');
    expect(wrongMethod.status).to.equal(405);
    expect(wrongMethod.headers.get('allow')).to.equal('POST');
    const agent = await trial.request('POST', '/api/v1/agents/agent_1', { json: {} });
    expect(agent.headers.get('allow')).to.equal('GET, PUT, DELETE');
    expect((await trial.request('HEAD', '/health')).status).to.equal(405);
    expect((await trial.request('GET', '/%zz')).status).to.equal(404);
    const slash = await trial.request('GET', '/health/');
    expect([slash.status, slash.headers.get('location')]).to.deep.equal([307, '/health']);
  });

  it('is open to pages from anywhere', async () => {
    const origin = { origin: 'http://somewhere.example' };
    const simple = await trial.request('GET', '/health', { headers: origin });
    expect(simple.headers.get('access-control-allow-origin')).to.equal('*');
    const preflight = await trial.request('OPTIONS', '/api/v1/agents/', {
      headers: { ...origin, 'access-control-request-method': 'POST' },
    });
    expect(preflight.status).to.equal(200);
    expect(preflight.headers.get('access-control-allow-methods')).to.contain('POST');
  });

  it('documents every endpoint that it has', async () => {
    const { body } = await trial.request('GET', '/openapi.json');
    expect(body).to.have.nested.property('paths./api/v1/agents/{agent_id}.put.security');
    expect(body).to.have.nested.property('paths./api/v1/auth/register.post.responses.201');
    const page = await trial.request('GET', '/docs');
    expect(page.body).to.contain('POST /api/v1/tenant/upgrade');
  });

  it('takes a token of 20,000 characters for a token, not for an attack', async () => {
    const answer = await trial.request('GET', '/api/v1/auth/me', { token: 'x'.repeat(20_000) });
    expect(answer.status).to.equal(401);
  });
});
