import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { makeIdentifier } from '../basics/identifiers';
import { Ledger, type LedgerContents } from '../cleanup';
import { Configurator } from '../configurator';
import { sampleAgent, sampleSession, sampleTemplate } from '../configurator/testing/samples';
import { type ScriptedHttp, sendJson, startScriptedHttp } from '../configurator/testing/scripted-http';
import { Registrar } from './registrar';

type Answer = Parameters<typeof startScriptedHttp>[0];

const REGISTRATION = { username: 'testuser_001', password: 'geheim-4711' };
const TENANT = makeIdentifier('tenant');
const OWNER = { token: 'token-of-the-owner', tenantId: TENANT };
const TEMPLATE = { template_id: 'my_own', name: '自己的', persona: '你' };

async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('The registrar', () => {
  let folder: string;
  let ledger: Ledger;
  let server: ScriptedHttp;
  /** What the ledger said when each request arrived. */
  let atArrival: LedgerContents[];

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'registrar-'));
    ledger = Ledger.create(path.join(folder, 'ledger.jsonl'), {
      runId: 'run',
      mode: 'test',
      urls: { configurator: 'http://x', reply: 'ws://x' },
      prefix: 'testuser',
      startedAt: new Date().toISOString(),
    });
    atArrival = [];
  });
  afterEach(async () => {
    await server.close();
    rmSync(folder, { recursive: true });
  });

  async function open(answer: Answer): Promise<Registrar> {
    server = await startScriptedHttp((request, response) => {
      atArrival.push(ledger.read());
      return answer(request, response);
    });
    return new Registrar(new Configurator({ baseUrl: server.baseUrl, timeoutMs: 20_000 }), ledger);
  }

  /** A user of the owner's tenant, so that the ledger knows whose the agents are. */
  const ownerIsKnown = (): void => {
    ledger.userIntended('owner');
    ledger.userRegistered({ username: 'owner', tenantId: TENANT, userId: makeIdentifier('user') });
  };

  const json =
    (status: number, body: unknown): Answer =>
    (_request, response) => {
      sendJson(response, status, body);
    };
  const breaks: Answer = (_request, response) => {
    response.destroy();
  };

  it('has written a user down before the request arrives, and the ids after the answer', async () => {
    const session = sampleSession({ username: REGISTRATION.username });
    const registrar = await open(json(201, session));
    expect(await registrar.register(REGISTRATION)).to.deep.equal(session);
    expect(atArrival[0]?.users).to.have.length(1);
    expect(atArrival[0]?.users[0]).to.include({ username: 'testuser_001', state: 'intended' });
    const [user] = ledger.read().users;
    const { tenant_id: tenantId, user_id: userId } = session.user_info;
    expect(user).to.deep.include({ state: 'registered', registrations: [{ tenantId, userId }] });
  });

  it('has written an agent and its template down before the request arrives', async () => {
    const agent = sampleAgent({ tenant_id: TENANT });
    const registrar = await open(json(200, agent));
    ownerIsKnown();
    await registrar.createAgent(OWNER, { name: '甲', template_id: 'friendly_assistant' });
    const expected = { name: '甲', tenantId: TENANT, templateId: 'friendly_assistant' };
    expect(atArrival[0]?.users[0]?.agents[0]).to.include({ ...expected, state: 'intended' });
    expect(ledger.read().users[0]?.agents).to.have.length(1);
    expect(ledger.read().users[0]?.agents[0]).to.include({
      ...expected,
      state: 'created',
      agentId: agent.agent_id,
    });
  });

  it('has written a template down before the request arrives', async () => {
    const registrar = await open(json(200, sampleTemplate({ template_id: 'my_own' })));
    await registrar.createTemplate(OWNER, TEMPLATE);
    expect(atArrival[0]?.templates).to.deep.equal([{ templateId: 'my_own', created: false }]);
    expect(ledger.read().templates).to.deep.equal([{ templateId: 'my_own', created: true }]);
  });

  const outcomes: [string, Answer, 'refused' | 'intended', string][] = [
    ['409', json(409, { detail: '用户名已存在' }), 'refused', 'ConfiguratorError'],
    ['422', json(422, { detail: [] }), 'refused', 'ConfiguratorError'],
    ['500', json(500, { detail: '失败' }), 'intended', 'ConfiguratorError'],
    ['another status than that of success', json(202, {}), 'intended', 'ConfiguratorError'],
    ['an answer that is not as agreed', json(201, { message: 'done' }), 'intended', 'ContractViolation'],
    ['a connection that breaks', breaks, 'intended', 'NoAnswerError'],
  ];
  for (const [what, answer, state, name] of outcomes) {
    it(`counts a user as ${state} after ${what}`, async () => {
      const registrar = await open(answer);
      expect(await failureOf(registrar.register(REGISTRATION))).to.have.property('name', name);
      expect(ledger.read().users.map((user) => [user.username, user.state])).to.deep.equal([
        ['testuser_001', state],
      ]);
      expect(server.arrived).to.have.length(1);
    });

    it(`counts an agent as ${state} after ${what}`, async () => {
      const registrar = await open(answer);
      ownerIsKnown();
      expect(await failureOf(registrar.createAgent(OWNER, { name: '甲' }))).to.be.instanceOf(Error);
      expect(ledger.read().users[0]?.agents.map((agent) => agent.state)).to.deep.equal([state]);
    });

    it(`counts a template as ${state} after ${what}`, async () => {
      const registrar = await open(answer);
      expect(await failureOf(registrar.createTemplate(OWNER, TEMPLATE))).to.be.instanceOf(Error);
      const known = state === 'refused' ? [] : [{ templateId: 'my_own', created: false }];
      expect(ledger.read().templates).to.deep.equal(known);
    });
  }

  it('asks for nothing that it could not write down', async () => {
    const registrar = await open(json(201, sampleSession()));
    rmSync(folder, { recursive: true });
    expect(await failureOf(registrar.register(REGISTRATION))).to.have.property('name', 'LedgerError');
    expect(server.arrived).to.have.length(0);
    folder = mkdtempSync(path.join(tmpdir(), 'registrar-'));
  });

  it('writes no secret down', async () => {
    const session = sampleSession({ username: REGISTRATION.username });
    const registrar = await open(json(201, session));
    await registrar.register(REGISTRATION);
    const text = readFileSync(ledger.path, 'utf8');
    for (const secret of [REGISTRATION.password, session.access_token, session.user_info.api_key])
      expect(text).to.not.contain(secret);
  });
  describe('that is asked for anything at all', () => {
    it('has written the name down before the request arrives, and knows who is let in by the ids of the answer', async () => {
      const session = sampleSession({ username: 'testuser_001' });
      const registrar = await open(json(201, session));
      const answer = await registrar.tryRegister({ username: ' testuser_001 ', password: null });
      expect(answer.status).to.equal(201);
      expect(atArrival[0]?.users[0]).to.include({ username: ' testuser_001 ', state: 'intended' });
      const { tenant_id: tenantId, user_id: userId } = session.user_info;
      expect(
        ledger.read().users.map(({ username, state, registrations }) => [username, state, registrations]),
      ).to.deep.equal([
        [' testuser_001 ', 'intended', []],
        ['testuser_001', 'registered', [{ tenantId, userId }]],
      ]);
    });

    const names: [unknown, string][] = [
      [undefined, ''],
      [null, ''],
      ['', ''],
      [42, '42'],
      [['a'], '["a"]'],
    ];
    for (const [username, name] of names) {
      it(`writes the username ${username === undefined ? 'that is missing' : JSON.stringify(username)} down as "${name}", and that it was refused`, async () => {
        const registrar = await open(json(422, { detail: [] }));
        expect((await registrar.tryRegister({ username })).status).to.equal(422);
        expect(atArrival[0]?.users.map((user) => [user.username, user.state])).to.deep.equal([
          [name, 'intended'],
        ]);
        expect(ledger.read().users.map(({ state }) => state)).to.deep.equal(['refused']);
      });
    }

    it('knows who is let in by a body that names nobody', async () => {
      const session = sampleSession({ username: 'testuser_001' });
      const registrar = await open(json(201, session));
      await registrar.tryRegisterWith('{}', 'application/json');
      expect(ledger.read().users.map((user) => [user.username, user.state])).to.deep.equal([
        ['testuser_001', 'registered'],
      ]);
    });

    it('writes an agent down with any name, and its id when it is made after all', async () => {
      const agent = sampleAgent({ tenant_id: TENANT });
      const registrar = await open(json(200, agent));
      ownerIsKnown();
      await registrar.tryCreateAgent(OWNER, { name: 7, template_id: 'friendly_assistant' });
      expect(atArrival[0]?.users[0]?.agents[0]).to.include({ name: '7', state: 'intended' });
      expect(ledger.read().users[0]?.agents[0]).to.include({ state: 'created', agentId: agent.agent_id });
    });

    it('writes a template down, and forgets it when it was refused', async () => {
      const registrar = await open(json(422, { detail: [] }));
      await registrar.tryCreateTemplate(OWNER, { template_id: 'ab' });
      expect(atArrival[0]?.templates).to.deep.equal([{ templateId: 'ab', created: false }]);
      expect(ledger.read().templates).to.deep.equal([]);
    });

    it('takes no failure for a refusal', async () => {
      const registrar = await open(json(500, { detail: '失败' }));
      ownerIsKnown();
      await registrar.tryRegister({ username: 'testuser_001' });
      await registrar.tryCreateAgent(OWNER, { name: '甲' });
      await registrar.tryCreateTemplate(OWNER, { template_id: 'mine' });
      const { users, templates } = ledger.read();
      expect(users.map(({ state }) => state)).to.deep.equal(['registered', 'intended']);
      expect(users[0]?.agents.map(({ state }) => state)).to.deep.equal(['intended']);
      expect(templates).to.deep.equal([{ templateId: 'mine', created: false }]);
    });
  });
});
