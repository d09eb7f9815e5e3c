import { Given, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';
import { DEED_NAMES, requestFor } from '../support/journey/deeds';
import { readRaw } from '../support/journey/given-value';
import { askWith, inAddress, rememberAnswer, sendAsItStands } from '../support/suite/asking';
import { troublesOf } from '../support/suite/serving';
import type { Suite } from '../support/suite/world';

const JSON_TYPE = 'application/json';

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
    await askWith(this, this.actor(name), { field, notation }, (sound) => sound.registration());
  },
);

When(
  '{user} asks to be signed in with this {field}: {value}',
  async function (this: Suite, name: string, field: string, notation: string) {
    await askWith(this, this.actor(name), { field, notation }, (sound) => sound.signIn());
  },
);

When(
  '{user} asks for a new token with this {field}: {value}',
  async function (this: Suite, name: string, field: string, notation: string) {
    await askWith(this, this.actor(name), { field, notation }, (sound) => sound.newToken());
  },
);

When(
  '{user} asks for an agent with this {field}: {value}',
  async function (this: Suite, name: string, field: string, notation: string) {
    await askWith(this, this.actor(name), { field, notation }, (sound) => sound.agent(field));
  },
);

When(
  '{user} asks for an agent from {template} with this {field}: {value}',
  async function (this: Suite, name: string, template: string, field: string, notation: string) {
    const { template_id } = await this.template(template);
    await askWith(this, this.actor(name), { field, notation }, (sound) => sound.agent(field, template_id));
  },
);

When(
  '{user} asks to have this agent changed to this {field}: {value}',
  async function (this: Suite, name: string, field: string, notation: string) {
    const actor = this.actor(name);
    this.memory.keep('before', await this.configurator.agent(actor.token, actor.agent().agentId));
    await askWith(this, actor, { field, notation }, (sound) => sound.changeOfAgent(field));
  },
);

When(
  '{user} asks for a template with this {field}: {value}',
  async function (this: Suite, name: string, field: string, notation: string) {
    await askWith(this, this.actor(name), { field, notation }, (sound) => sound.template(field));
  },
);

When(
  '{user} asks to have the tenant changed to this {field}: {value}',
  async function (this: Suite, name: string, field: string, notation: string) {
    const actor = this.actor(name);
    this.memory.keep('tenantBefore', await this.configurator.tenant(actor.token));
    await askWith(this, actor, { field, notation }, (sound) => sound.changeOfTenant(field));
  },
);

When('{user} asks for another upgrade of the tenant', async function (this: Suite, name: string) {
  const { token } = this.actor(name);
  await sendAsItStands(this, { method: 'POST', path: '/api/v1/tenant/upgrade', token });
});

When(
  '{user} asks for an agent with the credentials {string}',
  async function (this: Suite, name: string, credentials: string) {
    const json = { name: '无名', description: this.actor(name).account.username };
    const headers: Record<string, string> = credentials === '' ? {} : { authorization: credentials };
    await sendAsItStands(this, { method: 'POST', path: '/api/v1/agents/', json, headers });
  },
);

// The scheme is not written in the features: what follows it there would be masked as a secret.
When(
  '{user} asks for an agent with the token {string}',
  async function (this: Suite, name: string, token: string) {
    const json = { name: '无名', description: this.actor(name).account.username };
    const headers = { authorization: `Bearer ${token}` };
    await sendAsItStands(this, { method: 'POST', path: '/api/v1/agents/', json, headers });
  },
);

When(
  '{user} asks to look at the agent with the number: {value}',
  async function (this: Suite, name: string, notation: string) {
    const actor = this.actor(name);
    const path = `/api/v1/agents/${inAddress(actor, notation)}`;
    await sendAsItStands(this, { method: 'GET', path, token: actor.token });
  },
);

When(
  '{user} asks to rename the agent with the number: {value}',
  async function (this: Suite, name: string, notation: string) {
    const actor = this.actor(name);
    const path = `/api/v1/agents/${inAddress(actor, notation)}`;
    await sendAsItStands(this, { method: 'PUT', path, token: actor.token, json: { name: '不是你的' } });
  },
);

When(
  '{user} asks to remove the agent with the number: {value}',
  async function (this: Suite, name: string, notation: string) {
    const actor = this.actor(name);
    const path = `/api/v1/agents/${inAddress(actor, notation)}`;
    await sendAsItStands(this, { method: 'DELETE', path, token: actor.token });
  },
);

When(
  '{user} looks at the template with the number: {value}',
  async function (this: Suite, name: string, notation: string) {
    const path = `/api/v1/agents/templates/${inAddress(this.actor(name), notation)}`;
    await sendAsItStands(this, { method: 'GET', path });
  },
);

When(
  '{user} looks at the templates with this {field}: {value}',
  async function (this: Suite, name: string, field: string, notation: string) {
    const path = `/api/v1/agents/templates?${field}=${inAddress(this.actor(name), notation)}`;
    await sendAsItStands(this, { method: 'GET', path });
  },
);

When(
  /^(.{2,3}) sends as a registration(?: of the type (\S+))?: (.+)$/u,
  async function (this: Suite, name: string, type: string | null, notation: string) {
    const body = readRaw(notation, this.actor(name).words);
    await rememberAnswer(this, async () => this.registrar.tryRegisterWith(body, type ?? JSON_TYPE));
  },
);

When(
  new RegExp(`^(.{2,3}) sends as (${DEED_NAMES.join('|')})(?: of the type (\\S+))?: (.+)$`, 'u'),
  async function (this: Suite, name: string, deed: string, type: string | null, notation: string) {
    const actor = this.actor(name);
    const body = readRaw(notation, actor.words);
    await sendAsItStands(this, {
      ...requestFor(deed, actor),
      headers: { 'content-type': type ?? JSON_TYPE },
      ...(body === undefined ? {} : { body }),
    });
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
    const json = method === 'GET' || method === 'DELETE' ? {} : { json: { name: '无名' } };
    await sendAsItStands(this, { method, path: `/api/v1/${address}`, token, ...json });
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

Then('MaiMBot still serves {user}', async function (this: Suite, name: string) {
  expect(await troublesOf(this, this.actor(name)), 'what no longer works').to.deep.equal([]);
});
