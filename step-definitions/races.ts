import { Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';
import { ConfiguratorError } from '../support/configurator';
import type { Suite } from '../support/suite/world';

/** Does something so many times at once and remembers how each of them ended. */
async function atOnce(suite: Suite, times: number, deed: (index: number) => Promise<unknown>): Promise<void> {
  const all = Array.from({ length: times }, async (_, index) => deed(index));
  suite.memory.keep('attempts', await Promise.allSettled(all));
}

/** How each attempt ended: `done`, or the status and the words of the refusal. */
function endings(suite: Suite): string[] {
  return suite.memory.need('attempts').map((attempt) => {
    if (attempt.status === 'fulfilled') return 'done';
    const error: unknown = attempt.reason;
    if (error instanceof ConfiguratorError) return `${error.status} ${error.detail}`;
    return error instanceof Error ? error.name : String(error);
  });
}

When(
  '{int} users register with the same e-mail address at once',
  async function (this: Suite, count: number) {
    const { email } = this.names.next();
    const drafts = Array.from({ length: count }, () => ({ ...this.names.next(), email }));
    this.memory.keep('contested', email);
    await atOnce(this, count, async (index) => this.registrar.register(drafts[index] ?? {}));
  },
);

When('{user} creates {int} agents at once', async function (this: Suite, name: string, count: number) {
  const actor = this.actor(name);
  await atOnce(this, count, async (index) => actor.createAgent(undefined, { name: `并发${index + 1}` }));
});

When(
  '{user} renames this agent {int} times at once',
  async function (this: Suite, name: string, count: number) {
    const actor = this.actor(name);
    const { agentId } = actor.agent();
    const names = Array.from({ length: count }, (_, index) => `改名${index + 1}`);
    this.memory.keep('before', await this.configurator.agent(actor.token, agentId));
    this.memory.keep('newNames', names);
    await atOnce(this, count, async (index) =>
      this.configurator.updateAgent(actor.token, agentId, { name: names[index] ?? '' }),
    );
  },
);

When(
  '{user} removes this agent {int} times at once',
  async function (this: Suite, name: string, count: number) {
    const actor = this.actor(name);
    const { agentId } = actor.agent();
    await atOnce(this, count, async () => this.configurator.deleteAgent(actor.token, agentId));
  },
);

When(
  '{user} creates {int} templates with the same number at once',
  async function (this: Suite, name: string, count: number) {
    const { token } = this.actor(name);
    const template_id = this.memory.keep('contested', this.uniqueName('t'));
    const draft = { template_id, persona: '说话爽快的店小二' };
    await atOnce(this, count, async (index) =>
      this.registrar.createTemplate({ token }, { ...draft, name: `模板${index + 1}` }),
    );
  },
);

When('{int} tenants take the same e-mail address at once', async function (this: Suite, count: number) {
  const people = await Promise.all(
    Array.from({ length: count }, async (_, index) =>
      this.registrar.register({ ...this.names.next(), phone: `${index}` }),
    ),
  );
  const { email } = this.names.next();
  this.memory.keep('contested', email);
  await atOnce(this, count, async (index) =>
    this.configurator.updateTenant(people[index]?.access_token ?? '', { email }),
  );
});

Then('all of it is done', function (this: Suite) {
  expect(endings(this).filter((ending) => ending !== 'done')).to.deep.equal([]);
});

Then(
  '{int} of them is done and {int} are not found, with {string}',
  function (this: Suite, done: number, refused: number, message: string) {
    const expected = [
      ...Array.from({ length: done }, () => 'done'),
      ...Array.from({ length: refused }, () => `404 ${message}`),
    ];
    expect(endings(this)).to.have.members(expected);
  },
);

Then(
  'each of the {int} agents of {user} is there once',
  async function (this: Suite, count: number, name: string) {
    const { token, account } = this.actor(name);
    const listed = await this.configurator.agents(token);
    const expected = Array.from({ length: count }, (_, index) => `并发${index + 1}`);
    expect(listed.map((agent) => agent.name)).to.have.members(expected);
    expect(new Set(listed.map(({ agent_id }) => agent_id)).size, 'different numbers').to.equal(count);
    expect(
      this.traces.rows.where('agents', { tenant_id: account.tenant_id }).map(({ cells }) => cells.name),
    ).to.have.members(expected);
  },
);

Then(
  'this agent of {user} has one of these names, and everything else about it is as before',
  async function (this: Suite, name: string) {
    const actor = this.actor(name);
    const {
      name: now,
      updated_at: _,
      ...rest
    } = await this.configurator.agent(actor.token, actor.agent().agentId);
    const { name: then, updated_at: __, ...before } = this.memory.need('before');
    expect(now).to.be.oneOf(this.memory.need('newNames')).and.not.equal(then);
    expect(rest).to.deep.equal(before);
    const rows = this.traces.rows.where('agents', { agent_id: actor.agent().agentId });
    expect(rows.map(({ cells }) => cells.name)).to.deep.equal([now]);
  },
);

Then('the e-mail address is stored once', function (this: Suite) {
  expect(this.traces.rows.where('tenant_users', { email: this.memory.need('contested') })).to.have.length(1);
});

Then('the template is stored once', function (this: Suite) {
  const template_id = this.memory.need('contested');
  expect(this.traces.rows.where('agent_templates', { template_id })).to.have.length(1);
});
