import { Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';
import { ConfiguratorError } from '../support/configurator';
import type { Suite } from '../support/suite/world';

When('{user} asks for the API key', async function (this: Suite, name: string) {
  const { api_key } = await this.configurator.apiKey(this.actor(name).token);
  this.memory.keep('apiKey', api_key);
});

When('{user} renews the API key', async function (this: Suite, name: string) {
  const { api_key } = await this.configurator.regenerateApiKey(this.actor(name).token);
  this.memory.keep('apiKey', api_key);
});

When(
  '{user} renames the tenant to {string}',
  async function (this: Suite, name: string, tenant_name: string) {
    await this.configurator.updateTenant(this.actor(name).token, { tenant_name });
  },
);

When(
  '{user} tries to take the e-mail address of {user}',
  async function (this: Suite, name: string, other: string) {
    const { email } = this.actor(other).draft;
    await this.attempt(async () => this.configurator.updateTenant(this.actor(name).token, { email }));
  },
);

When('{user} upgrades the tenant', async function (this: Suite, name: string) {
  await this.configurator.upgrade(this.actor(name).token);
});

// Keys are compared without showing them: a failure must not print one.
Then('it is the API key that came with the account of {user}', function (this: Suite, name: string) {
  expect(this.memory.need('apiKey') === this.actor(name).account.api_key, 'the same key').to.equal(true);
});

Then('the API key of {user} is another one than before', function (this: Suite, name: string) {
  expect(this.memory.need('apiKey') === this.actor(name).account.api_key, 'the same key').to.equal(false);
});

Then('the profile of {user} shows the new API key', async function (this: Suite, name: string) {
  const { api_key } = await this.configurator.me(this.actor(name).token);
  expect(api_key === this.memory.need('apiKey'), 'the same key').to.equal(true);
});

Then(
  'the tenant of {user} is called {string}',
  async function (this: Suite, name: string, tenantName: string) {
    const { tenant_name } = await this.configurator.tenant(this.actor(name).token);
    expect(tenant_name).to.equal(tenantName);
  },
);

Then(
  'the tenant of {user} is called by the username and {string}',
  async function (this: Suite, name: string, suffix: string) {
    const { tenant_name, username } = await this.configurator.tenant(this.actor(name).token);
    expect(tenant_name).to.equal(`${username}${suffix}`);
  },
);

Then('the tenant of {user} is of the type {word}', async function (this: Suite, name: string, type: string) {
  const { tenant_type } = await this.configurator.tenant(this.actor(name).token);
  expect(tenant_type).to.equal(type);
});

Then(
  '{user} cannot upgrade the tenant again because of {string}',
  async function (this: Suite, name: string, message: string) {
    const refusal = await this.configurator.upgrade(this.actor(name).token).catch((error: unknown) => error);
    expect(refusal).to.be.instanceOf(ConfiguratorError).that.includes({ status: 400, detail: message });
  },
);

Then(
  'the statistics of {user} count {int} agent(s)',
  async function (this: Suite, name: string, count: number) {
    const { total_agents, tenant_id } = await this.configurator.statistics(this.actor(name).token);
    expect({ tenant_id, total_agents }).to.deep.equal({
      tenant_id: this.actor(name).account.tenant_id,
      total_agents: count,
    });
  },
);
