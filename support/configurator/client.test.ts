import { expect } from 'chai';
import { Configurator, ContractViolation } from '.';
import { ENDPOINTS, TOKEN } from './testing/endpoints';
import { sendJson, startScriptedHttp, type ScriptedHttp } from './testing/scripted-http';

interface Falsified {
  /** What stands in the message of the violation. */
  readonly named: string;
  readonly answer: unknown;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value of a type that no field takes whose value may be this one. */
function ofWrongType(value: unknown): unknown {
  if (typeof value === 'string') return 42;
  if (Array.isArray(value)) return {};
  if (isObject(value)) return [];
  return value === null ? 42 : 'wrong';
}

/** The answer with each field in turn left out, given another type, and with one field more in each object. */
function falsified(answer: unknown, open: readonly string[], at: string[] = []): Falsified[] {
  const path = at.join('.');
  if (Array.isArray(answer)) {
    return answer.flatMap((item, index) =>
      isObject(item)
        ? falsified(item, open, [...at, String(index)]).map(({ named, answer: wrong }) => ({
            named,
            answer: answer.with(index, wrong),
          }))
        : [],
    );
  }
  if (!isObject(answer)) return [];
  const surplus = open.includes(path)
    ? []
    : [
        {
          named: `${path === '' ? 'the answer' : path}: Unrecognized key: "surplus"`,
          answer: { ...answer, surplus: 1 },
        },
      ];
  // What an object holds that may hold anything is not agreed on.
  if (open.includes(path) && path !== '' && path !== 'info') return surplus;
  return [
    ...surplus,
    ...Object.entries(answer).flatMap(([field, value]): Falsified[] => {
      const { [field]: gone, ...rest } = answer;
      const named = `  ${[...at, field].join('.')}: `;
      return [
        { named, answer: rest },
        { named, answer: { ...answer, [field]: ofWrongType(gone) } },
        ...falsified(value, open, [...at, field]).map((wrong) => ({
          named: wrong.named,
          answer: { ...answer, [field]: wrong.answer },
        })),
      ];
    }),
  ];
}

describe('The configurator client', () => {
  let server: ScriptedHttp;
  let configurator: Configurator;
  let [status, answer]: [number, unknown] = [200, undefined];

  before(async () => {
    server = await startScriptedHttp((_request, response) => {
      sendJson(response, status, answer);
    });
    configurator = new Configurator({ baseUrl: server.baseUrl, timeoutMs: 20_000 });
  });
  after(() => server.close());

  for (const endpoint of ENDPOINTS) {
    describe(endpoint.title, () => {
      beforeEach(() => {
        ({ status, answer } = endpoint);
      });

      it('sends what the contract says, once, and gives what came back', async () => {
        const before = server.arrived.length;
        expect(await endpoint.call(configurator)).to.deep.equal(endpoint.gives ?? endpoint.answer);
        expect(server.arrived).to.have.length(before + 1);
        const { method, path, headers, body } = server.arrived[before] ?? expect.fail('nothing arrived');
        const { sends } = endpoint;
        expect({ method, path }).to.deep.equal({ method: sends.method, path: sends.path });
        expect(headers.authorization).to.equal(sends.token ? `Bearer ${TOKEN}` : undefined);
        expect(headers['content-type']).to.equal(sends.json === undefined ? undefined : 'application/json');
        expect(body === '' ? undefined : JSON.parse(body)).to.deep.equal(sends.json);
      });

      it('takes no other status for success', async () => {
        status = endpoint.status === 200 ? 201 : 200;
        const failure = await failureOf(endpoint.call(configurator));
        expect(failure).to.include({ name: 'ConfiguratorError', status });
      });

      const cases = falsified(endpoint.answer, endpoint.open ?? []);
      if (cases.length > 0) {
        it('names every field that is missing, of another type, or not agreed on', async () => {
          for (const { named, answer: wrong } of cases) {
            answer = wrong;
            const failure = await failureOf(endpoint.call(configurator));
            expect(failure, `${named} in ${JSON.stringify(wrong)}`).to.be.instanceOf(ContractViolation);
            expect(String(failure)).to.contain(named);
          }
        });
      }
    });
  }

  it('has a test for each of its calls', () => {
    const calls = Object.getOwnPropertyNames(Configurator.prototype).filter(
      (name) => !['constructor', 'send', 'call', 'docs'].includes(name),
    );
    expect(ENDPOINTS.map(({ title }) => title.split(' ')[0])).to.include.members(calls);
  });

  it('names every field at once when several are wrong', async () => {
    [status, answer] = [200, { message: 1, api_key: 'short', tenant_id: 'tenant_1' }];
    const failure = await failureOf(configurator.regenerateApiKey(TOKEN));
    expect(failure).to.be.instanceOf(ContractViolation);
    expect((failure as ContractViolation).violations.map((each) => each.split(':')[0])).to.deep.equal([
      'message',
      'api_key',
      'tenant_id',
    ]);
  });
});

async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}
