import { inspect } from 'node:util';
import { expect } from 'chai';
import { MASK } from '../basics/secrets';
import {
  Configurator,
  ConfiguratorError,
  ContractViolation,
  describeExchange,
  type Exchange,
  NoAnswerError,
} from '.';
import { SAMPLE_API_KEY, SAMPLE_TOKEN, sampleSession } from './testing/samples';
import { type Arrived, type ScriptedHttp, sendJson, startScriptedHttp } from './testing/scripted-http';

const LONG = 20_000;
const REGISTRATION = { username: 'testuser_001', password: 'geheim-4711' };
const SECRETS = [REGISTRATION.password, SAMPLE_TOKEN, SAMPLE_API_KEY];
const HEALTHY = { status: 'healthy', timestamp: 1, service: 'x', version: '2.0.0' };

type Answer = Parameters<typeof startScriptedHttp>[0];

async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('The exchange with the configurator', () => {
  let server: ScriptedHttp;
  let exchanges: Exchange[];

  async function serve(answer: Answer, timeoutMs = LONG, signal?: AbortSignal): Promise<Configurator> {
    server = await startScriptedHttp(answer);
    exchanges = [];
    return new Configurator({
      baseUrl: server.baseUrl,
      timeoutMs,
      onExchange: (exchange) => exchanges.push(exchange),
      ...(signal && { signal }),
    });
  }

  const json =
    (status: number, body: unknown): Answer =>
    (_request, response) => {
      sendJson(response, status, body);
    };

  afterEach(() => server.close());

  it('tells of a refusal with method, path, status, detail and duration', async () => {
    const configurator = await serve(json(409, { detail: '用户名已存在' }));
    const failure = await failureOf(configurator.register(REGISTRATION));
    expect(failure).to.be.instanceOf(ConfiguratorError).and.to.include({
      method: 'POST',
      path: '/api/v1/auth/register',
      status: 409,
      detail: '用户名已存在',
    });
    const { durationMs, message } = failure as ConfiguratorError;
    expect(durationMs).to.be.greaterThan(0);
    expect(message).to.equal(
      `POST /api/v1/auth/register was answered 409 after ${durationMs.toFixed(0)} ms: 用户名已存在`,
    );
  });

  it('gives a list of validation errors as its text', async () => {
    const detail = [{ type: 'missing', loc: ['body', 'password'], msg: 'Field required', input: {} }];
    const configurator = await serve(json(422, { detail }));
    const failure = await failureOf(configurator.register({ username: 'x' }));
    expect((failure as ConfiguratorError).detail).to.equal(JSON.stringify(detail));
  });

  it('gives an answer that is not JSON as its text, also where JSON was announced', async () => {
    const configurator = await serve((request, response) => {
      const contentType = request.index === 0 ? 'text/plain' : 'application/json';
      response.writeHead(500, { 'content-type': contentType }).end('Internal Server Error');
    });
    for (let round = 0; round < 2; round += 1) {
      const failure = await failureOf(configurator.register(REGISTRATION));
      expect(failure).to.be.instanceOf(ConfiguratorError);
      expect(failure).to.include({ status: 500, detail: 'Internal Server Error' });
    }
  });

  it('does not take text for an answer that is as agreed', async () => {
    const configurator = await serve((request, response) => {
      const contentType = request.index === 0 ? 'text/plain' : 'application/json';
      const body = request.index === 0 ? JSON.stringify(HEALTHY) : '{"status":';
      response.writeHead(200, { 'content-type': contentType }).end(body);
    });
    for (let round = 0; round < 2; round += 1) {
      const failure = await failureOf(configurator.health());
      expect(failure).to.be.instanceOf(ContractViolation);
      expect(String(failure)).to.contain('GET /health').and.to.contain('the answer: ');
    }
  });

  it('gives the page that documents the interface, and refuses what is no page', async () => {
    const page = '<!DOCTYPE html><html><body>Swagger UI</body></html>';
    const configurator = await serve((request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end(request.index === 0 ? page : 'nothing');
    });
    expect(await configurator.docs()).to.equal(page);
    expect(server.arrived[0]).to.include({ method: 'GET', path: '/docs' });
    expect(await failureOf(configurator.docs())).to.be.instanceOf(ContractViolation);
  });

  it('follows no redirect', async () => {
    const configurator = await serve((_request, response) => {
      response.writeHead(307, { location: '/health' }).end();
    });
    expect(await failureOf(configurator.health())).to.include({ status: 307 });
    expect(server.arrived).to.have.length(1);
  });

  describe('that goes wrong', () => {
    const broken =
      (times: number): Answer =>
      (request, response) => {
        if (request.index < times) response.destroy();
        else sendJson(response, 200, HEALTHY);
      };
    const busy =
      (times: number): Answer =>
      (request, response) => {
        sendJson(
          response,
          request.index < times ? 503 : 200,
          request.index < times ? { detail: 'busy' } : HEALTHY,
        );
      };

    for (const [what, script] of [
      ['a connection that breaks', broken],
      ['a 503', busy],
    ] as const) {
      it(`is repeated after ${what} when it only reads`, async () => {
        const configurator = await serve(script(1));
        expect(await configurator.health()).to.deep.equal(HEALTHY);
        expect(server.arrived).to.have.length(2);
        expect(exchanges).to.have.length(1);
      });

      it(`is given up after ${what} three times`, async () => {
        const configurator = await serve(script(9));
        const failure = await failureOf(configurator.health());
        expect(failure).to.have.property('name', script === busy ? 'ConfiguratorError' : 'NoAnswerError');
        expect(server.arrived).to.have.length(3);
      });

      const writes: [string, (configurator: Configurator) => Promise<unknown>][] = [
        ['POST', (configurator) => configurator.register(REGISTRATION)],
        ['PUT', (configurator) => configurator.updateTenant('token', { tenant_name: 'x' })],
        ['DELETE', (configurator) => configurator.deleteAgent('token', 'agent_1')],
      ];
      for (const [method, call] of writes) {
        it(`is not repeated after ${what} when it is a ${method}`, async () => {
          const configurator = await serve(script(1));
          expect(await failureOf(call(configurator))).to.be.instanceOf(Error);
          expect(server.arrived.map((request) => request.method)).to.deep.equal([method]);
        });
      }
    }

    it('ends when nothing more is to be said, and no other is sent from then on', async () => {
      const switchboard = new AbortController();
      const configurator = await serve(
        () => {
          switchboard.abort();
        },
        LONG,
        switchboard.signal,
      );
      expect(await failureOf(configurator.register(REGISTRATION))).to.be.instanceOf(NoAnswerError);
      expect(await failureOf(configurator.health())).to.be.instanceOf(NoAnswerError);
      expect(await failureOf(configurator.register(REGISTRATION))).to.be.instanceOf(NoAnswerError);
      expect(server.arrived).to.have.length(1);
    });

    it('has a connection of its own, so that none is lost on one that MaiMBot closes without a word', async () => {
      const configurator = await serve(json(200, HEALTHY));
      await configurator.health();
      await configurator.health();
      expect(server.arrived.map(({ headers }) => headers.connection)).to.deep.equal(['close', 'close']);
    });

    it('has got no answer when nobody listens', async () => {
      const configurator = await serve(json(200, HEALTHY));
      await server.close();
      const failure = await failureOf(configurator.register(REGISTRATION));
      server = await startScriptedHttp(() => undefined);
      expect(failure).to.be.instanceOf(NoAnswerError);
      expect(String(failure))
        .to.contain('POST /api/v1/auth/register got no answer')
        .and.to.contain('ECONNREFUSED')
        .and.to.contain('the configurator is not running');
      expect(exchanges.map((exchange) => exchange.status)).to.deep.equal([undefined]);
    });

    it('has got no answer when it takes too long', async () => {
      const configurator = await serve(() => undefined, 50);
      const failure = await failureOf(configurator.register(REGISTRATION));
      expect(failure).to.be.instanceOf(NoAnswerError);
      expect(String(failure)).to.contain('requestTimeoutMs');
      expect(server.arrived).to.have.length(1);
    });
  });

  describe('as evidence', () => {
    it('is reported with what was sent and what came, and none of the secrets in its description', async () => {
      const configurator = await serve(json(201, sampleSession()));
      const session = await configurator.register(REGISTRATION);
      await failureOf(configurator.me(session.access_token));
      expect(
        exchanges.map(({ method, path, authorized, status }) => ({ method, path, authorized, status })),
      ).to.deep.equal([
        { method: 'POST', path: '/api/v1/auth/register', authorized: false, status: 201 },
        { method: 'GET', path: '/api/v1/auth/me', authorized: true, status: 201 },
      ]);
      const [first, second] = exchanges.map(describeExchange);
      expect(first)
        .to.match(
          /^POST \/api\/v1\/auth\/register\n> \{"username":"testuser_001","password":"‹masked›"\}\n< 201 after \d+ ms\n< \{/,
        )
        .and.to.contain(`"access_token":"${MASK}"`)
        .and.to.contain(`"api_key":"${MASK}"`);
      expect(second).to.match(/^GET \/api\/v1\/auth\/me \(with a token\)\n< 201/);
      for (const secret of SECRETS) expect(`${first ?? ''}${second ?? ''}`).to.not.contain(secret);
    });

    it('says that no answer came, and cuts what is long', () => {
      const exchange: Exchange = {
        method: 'GET',
        path: '/health',
        requestBody: undefined,
        authorized: false,
        status: undefined,
        responseBody: 'x'.repeat(2_001),
        durationMs: 12.6,
      };
      expect(describeExchange(exchange)).to.equal(
        `GET /health\n< no answer after 13 ms\n< ${'x'.repeat(2_000)}… (2001 characters)`,
      );
    });

    const failures: [string, Answer][] = [
      ['a refusal', json(422, { detail: [{ input: REGISTRATION, token: SAMPLE_TOKEN }] })],
      ['an answer that is not as agreed', json(201, { ...sampleSession(), surplus: SAMPLE_API_KEY })],
      [
        'no answer',
        (_request, response) => {
          response.destroy();
        },
      ],
    ];
    for (const [what, answer] of failures) {
      it(`holds no secret when it is ${what}, however the error is printed`, async () => {
        const configurator = await serve(answer);
        const register = await failureOf(configurator.register(REGISTRATION));
        const withToken = await failureOf(configurator.createAgent(SAMPLE_TOKEN, { name: 'x' }));
        for (const failure of [register, withToken]) {
          expect(failure).to.be.instanceOf(Error);
          const printed = `${String(failure)} ${inspect(failure, { depth: 10 })} ${JSON.stringify(failure)}`;
          for (const secret of SECRETS) expect(printed).to.not.contain(secret);
        }
      });
    }
  });

  it('sends what no honest client would, as it is, and gives every answer', async () => {
    let seen: Arrived | undefined;
    const configurator = await serve((request, response) => {
      seen = request;
      sendJson(response, 422, { detail: 'no' });
    });
    const { status, body, headers } = await configurator.send({
      method: 'POST',
      path: '/api/v1/auth/login',
      body: '{"username":',
      headers: { 'content-type': 'application/json', authorization: 'Basic x' },
    });
    expect({ status, body }).to.deep.equal({ status: 422, body: { detail: 'no' } });
    expect(headers['content-type']).to.equal('application/json');
    expect(seen?.body).to.equal('{"username":');
    expect(seen?.headers).to.include({ 'content-type': 'application/json', authorization: 'Basic x' });
  });
});
