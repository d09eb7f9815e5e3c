import { Given, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';
import type { HttpAnswer } from '../support/configurator';
import type { Actor } from '../support/journey/actor';
import { DEED_NAMES, isDeed, requestFor } from '../support/journey/deeds';
import { readRaw, readValue, withField } from '../support/journey/given-value';
import type { Fields } from '../support/journey/registrar';
import { troublesOf } from '../support/suite/serving';
import type { Suite } from '../support/suite/world';

/** A sound request with one field as the table has it. What comes of it is for the steps that follow to judge. */
interface Request {
  readonly draft: Fields;
  readonly field: string;
  readonly notation: string;
  /** A text among the other fields of the draft that nothing else in the database has. */
  readonly mark: string;
}

async function ask(
  suite: Suite,
  actor: Actor,
  { draft, field, notation, mark }: Request,
  send: (fields: Fields) => Promise<HttpAnswer>,
): Promise<void> {
  const fields = withField(draft, [field], readValue(notation, actor.words));
  suite.noteWhatEverybodyHas();
  suite.memory.keep('ownerless', suite.traces.rows.ownerless());
  suite.memory.keep('asked', { fields, mark });
  await suite.attempt(async () => suite.memory.keep('answer', await send(fields)));
}

Given('{user} has an enterprise tenant', async function (this: Suite, name: string) {
  const actor = this.actor(name);
  await actor.register({ ...actor.draft, tenant_type: 'enterprise' });
});

Given('{user} has an enterprise tenant with an agent', async function (this: Suite, name: string) {
  const actor = this.actor(name);
  await actor.register({ ...actor.draft, tenant_type: 'enterprise' });
  await actor.createAgent(undefined);
});

When(
  '{user} asks to be registered with this {field}: {value}',
  async function (this: Suite, name: string, field: string, notation: string) {
    const actor = this.actor(name);
    const { draft } = actor;
    await ask(this, actor, { draft: { ...draft }, field, notation, mark: draft.tenant_name }, (fields) =>
      actor.tryRegister(fields),
    );
  },
);

When(
  '{user} asks to be signed in with this {field}: {value}',
  async function (this: Suite, name: string, field: string, notation: string) {
    const actor = this.actor(name);
    const draft = { username: actor.account.username, password: actor.draft.password };
    const path = '/api/v1/auth/login';
    await ask(this, actor, { draft, field, notation, mark: this.uniqueName('登录') }, (json) =>
      this.configurator.send({ method: 'POST', path, json }),
    );
  },
);

When(
  '{user} asks for a new token with this {field}: {value}',
  async function (this: Suite, name: string, field: string, notation: string) {
    const actor = this.actor(name);
    const draft = { refresh_token: actor.session.refresh_token };
    const path = '/api/v1/auth/refresh';
    await ask(this, actor, { draft, field, notation, mark: this.uniqueName('续期') }, (json) =>
      this.configurator.send({ method: 'POST', path, json }),
    );
  },
);

When(
  '{user} asks for an agent with this {field}: {value}',
  async function (this: Suite, name: string, field: string, notation: string) {
    const actor = this.actor(name);
    const mark = this.uniqueName('标记');
    const draft = { name: '一个智能体', [field === 'description' ? 'tags' : 'description']: mark };
    await ask(this, actor, { draft, field, notation, mark }, (fields) => actor.tryCreateAgent(fields));
  },
);

When(
  '{user} asks for an agent from {template} with this {field}: {value}',
  async function (this: Suite, name: string, template: string, field: string, notation: string) {
    const actor = this.actor(name);
    const mark = this.uniqueName('标记');
    const { template_id } = await this.template(template);
    const draft = { name: '一个智能体', template_id, description: mark };
    await ask(this, actor, { draft, field, notation, mark }, (fields) => actor.tryCreateAgent(fields));
  },
);

When(
  '{user} asks to have this agent changed to this {field}: {value}',
  async function (this: Suite, name: string, field: string, notation: string) {
    const actor = this.actor(name);
    const mark = this.uniqueName('标记');
    const { agentId } = actor.agent();
    this.memory.keep('before', await this.configurator.agent(actor.token, agentId));
    const draft = { [field === 'description' ? 'tags' : 'description']: mark };
    const path = `/api/v1/agents/${agentId}`;
    await ask(this, actor, { draft, field, notation, mark }, (json) =>
      this.configurator.send({ method: 'PUT', path, token: actor.token, json }),
    );
  },
);

When(
  '{user} asks for a template with this {field}: {value}',
  async function (this: Suite, name: string, field: string, notation: string) {
    const actor = this.actor(name);
    const mark = this.uniqueName('标记');
    const draft = {
      template_id: this.uniqueName('t'),
      name: '一个模板',
      persona: '说话爽快的店小二',
      [field === 'description' ? 'response_style' : 'description']: mark,
    };
    await ask(this, actor, { draft, field, notation, mark }, (fields) =>
      this.registrar.tryCreateTemplate({ token: actor.token }, fields),
    );
  },
);

When(
  '{user} asks to have the tenant changed to this {field}: {value}',
  async function (this: Suite, name: string, field: string, notation: string) {
    const actor = this.actor(name);
    const mark = this.uniqueName('标记');
    this.memory.keep('tenantBefore', await this.configurator.tenant(actor.token));
    const draft = { [field === 'tenant_name' ? 'phone' : 'tenant_name']: mark };
    const path = '/api/v1/tenant/';
    await ask(this, actor, { draft, field, notation, mark }, (json) =>
      this.configurator.send({ method: 'PUT', path, token: actor.token, json }),
    );
  },
);

When('{user} asks for another upgrade of the tenant', async function (this: Suite, name: string) {
  const { token } = this.actor(name);
  this.noteWhatEverybodyHas();
  const request = { method: 'POST', path: '/api/v1/tenant/upgrade', token } as const;
  await this.attempt(async () => this.memory.keep('answer', await this.configurator.send(request)));
});

/** Asks for an agent, with this header for a token. */
async function askWith(suite: Suite, name: string, authorization: string): Promise<void> {
  suite.noteWhatEverybodyHas();
  const request = {
    method: 'POST',
    path: '/api/v1/agents/',
    json: { name: '无名', description: suite.actor(name).account.username },
    headers: authorization === '' ? {} : { authorization },
  } as const;
  await suite.attempt(async () => suite.memory.keep('answer', await suite.configurator.send(request)));
}

When(
  '{user} asks for an agent with the credentials {string}',
  async function (this: Suite, name: string, credentials: string) {
    await askWith(this, name, credentials);
  },
);

// The scheme is not written in the features: what follows it there would be masked as a secret.
When(
  '{user} asks for an agent with the token {string}',
  async function (this: Suite, name: string, token: string) {
    await askWith(this, name, `Bearer ${token}`);
  },
);

When(
  /^(.{2,3}) asks to (look at|rename|remove) the agent with the number: (.+)$/u,
  async function (this: Suite, name: string, deed: string, notation: string) {
    const actor = this.actor(name);
    const given = readValue(notation, actor.words);
    const number = given.left === 'in' ? String(given.value) : '';
    this.noteWhatEverybodyHas();
    const method = { 'look at': 'GET', rename: 'PUT', remove: 'DELETE' }[deed];
    await this.attempt(async () =>
      this.memory.keep(
        'answer',
        await this.configurator.send({
          method: method === 'PUT' || method === 'DELETE' ? method : 'GET',
          path: `/api/v1/agents/${encodeURIComponent(number)}`,
          token: actor.token,
          ...(method === 'PUT' ? { json: { name: '不是你的' } } : {}),
        }),
      ),
    );
  },
);

When(
  'somebody looks at the template with the number: {value}',
  async function (this: Suite, notation: string) {
    const given = readValue(notation, this.actor('小明').words);
    const path = `/api/v1/agents/templates/${encodeURIComponent(given.left === 'in' ? String(given.value) : '')}`;
    await this.attempt(async () =>
      this.memory.keep('answer', await this.configurator.send({ method: 'GET', path })),
    );
  },
);

When(
  'somebody looks at the templates with this {field}: {value}',
  async function (this: Suite, field: string, notation: string) {
    const given = readValue(notation, this.actor('小明').words);
    const query = new URLSearchParams({ [field]: given.left === 'in' ? String(given.value) : '' });
    const path = `/api/v1/agents/templates?${query.toString()}`;
    await this.attempt(async () =>
      this.memory.keep('answer', await this.configurator.send({ method: 'GET', path })),
    );
  },
);

When(
  new RegExp(`^(.{2,3}) sends as (${DEED_NAMES.join('|')})(?: (of the type \\S+))?: (.+)$`, 'u'),
  async function (this: Suite, name: string, deed: string, type: string | null, notation: string) {
    const actor = this.actor(name);
    if (!isDeed(deed)) throw new Error(`"${deed}" is nothing that a tenant does`);
    const agentId = actor.agents.at(-1)?.agentId;
    const request = requestFor(deed, { token: actor.registered ? actor.token : '', agentId });
    const body = readRaw(notation, actor.words);
    const contentType = type?.replace('of the type ', '') ?? 'application/json';
    this.noteWhatEverybodyHas();
    this.memory.keep('ownerless', this.traces.rows.ownerless());
    await this.attempt(async () =>
      this.memory.keep(
        'answer',
        deed === 'a registration'
          ? await this.registrar.tryRegisterWith(body, contentType)
          : await this.configurator.send({
              ...request,
              headers: { 'content-type': contentType },
              ...(body === undefined ? {} : { body }),
            }),
      ),
    );
  },
);

When(
  /^(.{2,3}) asks for the address "([^"]*)" by (GET|POST|PUT|DELETE|PATCH)$/u,
  async function (
    this: Suite,
    name: string,
    address: string,
    method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH',
  ) {
    const { token } = await this.registered(name);
    this.noteWhatEverybodyHas();
    const path = `/api/v1/${address}`;
    await this.attempt(async () =>
      this.memory.keep(
        'answer',
        await this.configurator.send({
          method,
          path,
          token,
          ...(method === 'GET' || method === 'DELETE' ? {} : { json: { name: '无名' } }),
        }),
      ),
    );
  },
);

Then('nothing of it is stored', function (this: Suite) {
  const { fields, mark } = this.memory.need('asked');
  expect(this.traces.rows.naming([mark])).to.deep.equal([]);
  const { template_id } = fields;
  if (typeof template_id !== 'string' || !('persona' in fields)) return;
  const { persona } = fields;
  expect(
    this.traces.rows
      .where('agent_templates', { template_id })
      .filter(({ cells }) => cells.persona === persona),
    `templates with the id ${template_id.slice(0, 100)} and this persona`,
  ).to.deep.equal([]);
});

Then('no template is offered', function (this: Suite) {
  const { status, body } = this.memory.need('answer');
  expect({ status, body }).to.deep.equal({ status: 200, body: [] });
});

Then('MaiMBot serves {user} on', async function (this: Suite, name: string) {
  expect(await troublesOf(this, this.actor(name)), 'what no longer works').to.deep.equal([]);
});
