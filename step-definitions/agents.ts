import { type DataTable, Given, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';
import { ConfiguratorError } from '../support/configurator';
import type { Suite } from '../support/suite/world';

Given(
  '{user} has an agent made from {template}',
  async function (this: Suite, name: string, template: string) {
    const actor = await this.registered(name);
    await actor.createAgent(await this.template(template));
  },
);

async function createAll(this: Suite, name: string, table: DataTable): Promise<void> {
  const actor = await this.registered(name);
  // One after the other: the order in which they are made is part of what is checked.
  for (const { template = '', name: agentName = '', description } of table.hashes()) {
    const draft = { name: agentName, ...(description === undefined ? {} : { description }) };
    await actor.createAgent(await this.template(template), draft);
  }
}

Given('{user} has these agents:', createAll);
When('{user} creates these agents:', createAll);

When('{user} creates an agent from {template}', async function (this: Suite, name: string, template: string) {
  await this.actor(name).createAgent(await this.template(template));
});

When(
  '{user} creates an agent from {template} with the persona {string}',
  async function (this: Suite, name: string, template: string, persona: string) {
    await this.actor(name).createAgent(await this.template(template), { persona });
  },
);

When('{user} creates an agent without a template', async function (this: Suite, name: string) {
  await this.actor(name).createAgent(undefined);
});

When(
  '{user} creates {int} agents from {template}',
  async function (this: Suite, name: string, count: number, template: string) {
    const { template_id, usage_count } = await this.template(template);
    this.memory.keep('uses', new Map([[template_id, usage_count]]));
    for (let made = 0; made < count; made += 1)
      await this.actor(name).createAgent(await this.template(template));
  },
);

When(
  '{user} creates {int} agents called {string}',
  async function (this: Suite, name: string, count: number, agentName: string) {
    for (let made = 0; made < count; made += 1)
      await this.actor(name).createAgent(undefined, { name: agentName });
  },
);

When(
  '{user} renames {word} to {string}',
  async function (this: Suite, name: string, agentName: string, newName: string) {
    const actor = this.actor(name);
    await this.configurator.updateAgent(actor.token, actor.agent(agentName).agentId, { name: newName });
  },
);

When('{user} changes this agent:', async function (this: Suite, name: string, table: DataTable) {
  const { token, agent } = { token: this.actor(name).token, agent: this.actor(name).agent() };
  this.memory.keep('before', await this.configurator.agent(token, agent.agentId));
  this.memory.keep('changes', table.rowsHash());
  await this.configurator.updateAgent(token, agent.agentId, this.memory.need('changes'));
});

When('{user} removes this agent', async function (this: Suite, name: string) {
  const actor = this.actor(name);
  await this.configurator.deleteAgent(actor.token, actor.agent().agentId);
});

Then(
  'this agent of {user} has the persona of {template}',
  async function (this: Suite, name: string, template: string) {
    const actor = this.actor(name);
    const { persona } = await this.configurator.agent(actor.token, actor.agent().agentId);
    expect(persona).to.equal((await this.template(template)).persona);
  },
);

Then(
  'this agent of {user} has the persona {string}',
  async function (this: Suite, name: string, persona: string) {
    const actor = this.actor(name);
    expect((await this.configurator.agent(actor.token, actor.agent().agentId)).persona).to.equal(persona);
  },
);

Then('this agent of {user} has a persona', async function (this: Suite, name: string) {
  const actor = this.actor(name);
  expect((await this.configurator.agent(actor.token, actor.agent().agentId)).persona.trim()).to.not.equal('');
});

Then('this agent of {user} is found under its name', async function (this: Suite, name: string) {
  const actor = this.actor(name);
  const { agentId, name: agentName, tenantId } = actor.agent();
  const found = await this.configurator.agent(actor.token, agentId);
  expect(found).to.include({ agent_id: agentId, name: agentName, tenant_id: tenantId });
});

Then(
  'this agent of {user} is changed, and everything else about it is as before',
  async function (this: Suite, name: string) {
    const actor = this.actor(name);
    const { updated_at, ...now } = await this.configurator.agent(actor.token, actor.agent().agentId);
    const { updated_at: earlier, ...before } = this.memory.need('before');
    expect(now).to.deep.equal({ ...before, ...this.memory.need('changes') });
    expect(updated_at > earlier, 'the time of the change is later').to.equal(true);
  },
);

Then(
  'this agent of {user} is not found, with {string}',
  async function (this: Suite, name: string, message: string) {
    const actor = this.actor(name);
    const refusal = await this.configurator
      .agent(actor.token, actor.agent().agentId)
      .catch((error: unknown) => error);
    expect(refusal).to.be.instanceOf(ConfiguratorError).that.includes({ status: 404, detail: message });
  },
);

Then('{user} has no agents', async function (this: Suite, name: string) {
  expect(await this.configurator.agents(this.actor(name).token)).to.deep.equal([]);
});

Then(
  '{user} has the agent {string} and no other',
  async function (this: Suite, name: string, agentName: string) {
    const listed = await this.configurator.agents(this.actor(name).token);
    expect(listed.map((agent) => agent.name)).to.deep.equal([agentName]);
  },
);

Then('{user} has exactly these agents', async function (this: Suite, name: string) {
  const listed = await this.configurator.agents(this.actor(name).token);
  const { agents } = this.actor(name);
  expect(listed.map(({ agent_id, name: agentName }) => `${agentName} ${agent_id}`)).to.have.members(
    agents.map(({ agentId, name: agentName }) => `${agentName} ${agentId}`),
  );
});

Then(
  'the list of {user} holds exactly the agents of {user}',
  async function (this: Suite, name: string, other: string) {
    const listed = await this.configurator.agents(this.actor(name).token);
    expect(listed.map(({ agent_id }) => agent_id)).to.have.members(
      this.actor(other).agents.map(({ agentId }) => agentId),
    );
  },
);

Then(
  '{user} has {int} agents called {string}',
  async function (this: Suite, name: string, count: number, agentName: string) {
    const listed = await this.configurator.agents(this.actor(name).token);
    const ids = new Set(listed.filter((agent) => agent.name === agentName).map(({ agent_id }) => agent_id));
    expect(ids.size).to.equal(count);
  },
);

Then(
  'the first agent in the list of {user} is {string}',
  async function (this: Suite, name: string, agentName: string) {
    const [first] = await this.configurator.agents(this.actor(name).token);
    expect(first?.name).to.equal(agentName);
  },
);
