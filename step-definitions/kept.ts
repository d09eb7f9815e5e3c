import { Then } from '@cucumber/cucumber';
import { expect } from 'chai';
import { decodeJwt } from 'jose';
import { ConfiguratorError } from '../support/configurator';
import { secondOver } from '../support/basics/wait';
import type { StoredRow } from '../support/database/stored-rows';
import type { Fields } from '../support/journey/registrar';
import type { Suite } from '../support/suite/world';

/** Something has every field exactly as it was asked for; what it has no field for was rightly passed over. */
function asAsked(found: object, asked: Fields): void {
  const fields = Object.keys(asked).filter((field) => field in found);
  const pick = (from: object): Fields =>
    Object.fromEntries(Object.entries(from).filter(([field]) => fields.includes(field)));
  expect(pick(found)).to.deep.equal(pick(asked));
}

function accepted(suite: Suite, status: number): void {
  expect(suite.memory.has('answer') ? suite.memory.need('answer').status : undefined, 'status').to.equal(
    status,
  );
}

/** The one row of a table that holds this value. */
function storedOnce(
  suite: Suite,
  table: string,
  where: Readonly<Record<string, string>>,
): StoredRow['cells'] {
  const rows = suite.traces.rows.where(table, where);
  expect(rows.length, `rows of ${table}`).to.equal(1);
  return rows[0]?.cells ?? {};
}

/** Everything of a user but the rows of one table is as it was before it was asked for. */
function nothingElseChanged(suite: Suite, name: string, but: string): void {
  const others = (rows: readonly StoredRow[]): StoredRow[] => rows.filter(({ table }) => table !== but);
  const before = suite.memory.need('snapshots').get(name) ?? [];
  expect(others(suite.traces.everythingOf(suite.actor(name)))).to.deep.equal(others(before));
}

Then(
  '{user} has the account that was asked for, character by character',
  async function (this: Suite, name: string) {
    accepted(this, 201);
    const actor = this.actor(name);
    expect(actor.registered, 'the answer holds an account').to.equal(true);
    const { password, ...asked } = this.memory.need('asked').fields;
    expect(password).to.be.a('string');
    asAsked(await this.configurator.me(actor.token), asked);
    asAsked(storedOnce(this, 'tenant_users', { user_id: actor.account.user_id }), asked);
  },
);

Then(
  '{user} has the agent that was asked for, character by character',
  async function (this: Suite, name: string) {
    accepted(this, 200);
    const actor = this.actor(name);
    expect(actor.agents.length, 'agents that answers held').to.equal(1);
    const { fields } = this.memory.need('asked');
    const { agentId } = actor.agent();
    asAsked(await this.configurator.agent(actor.token, agentId), fields);
    asAsked(storedOnce(this, 'agents', { agent_id: agentId }), fields);
    nothingElseChanged(this, name, 'agents');
  },
);

Then(
  'this agent of {user} is as it was asked for, character by character, and as before in all else',
  async function (this: Suite, name: string) {
    accepted(this, 200);
    const actor = this.actor(name);
    const { fields } = this.memory.need('asked');
    const { agentId } = actor.agent();
    const { updated_at: _, ...now } = await this.configurator.agent(actor.token, agentId);
    const { updated_at: __, ...before } = this.memory.need('before');
    expect(now).to.deep.equal({ ...before, ...fields });
    asAsked(storedOnce(this, 'agents', { agent_id: agentId }), fields);
    nothingElseChanged(this, name, 'agents');
  },
);

Then(
  'the tenant of {user} is as it was asked for, character by character, and as before in all else',
  async function (this: Suite, name: string) {
    accepted(this, 200);
    const actor = this.actor(name);
    const { fields } = this.memory.need('asked');
    const hidden = { api_key: '', updated_at: '' };
    const now = await this.configurator.tenant(actor.token);
    const before = this.memory.need('tenantBefore');
    expect(now.api_key === before.api_key, 'the same key').to.equal(true);
    expect({ ...now, ...hidden }).to.deep.equal({ ...before, ...hidden, ...fields });
    asAsked(storedOnce(this, 'tenant_users', { user_id: actor.account.user_id }), fields);
    nothingElseChanged(this, name, 'tenant_users');
  },
);

Then('the template that was asked for is there, character by character', async function (this: Suite) {
  accepted(this, 200);
  const { fields } = this.memory.need('asked');
  const template_id = String(fields.template_id);
  const { body } = this.memory.need('answer');
  expect(body, 'the answer').to.be.an('object').with.property('template_id', template_id);
  asAsked(Object(body) as object, fields);
  asAsked(await this.configurator.template(template_id), fields);
  const { name, persona, description } = fields;
  asAsked(storedOnce(this, 'agent_templates', { template_id }), { template_id, name, persona, description });
});

Then(
  '{user} signs in with this password, and with none that is a character longer or shorter',
  async function (this: Suite, name: string) {
    accepted(this, 201);
    const { username } = this.actor(name).account;
    const password = String(this.memory.need('asked').fields.password);
    const outcome = async (attempt: string): Promise<unknown> =>
      this.configurator.login(username, attempt).then(
        ({ user_info }) => user_info.user_id,
        (error: unknown) => (error instanceof ConfiguratorError ? error.status : error),
      );
    expect(await outcome(`${password}x`), 'one that is a character longer').to.equal(401);
    expect(await outcome(Array.from(password).slice(0, -1).join('')), 'one that is shorter').to.equal(401);
    // Two tokens of one second are a matter of its own (D05).
    await secondOver((decodeJwt(this.actor(name).token).iat ?? 0) * 1000);
    expect(await outcome(password), 'the password').to.equal(this.actor(name).account.user_id);
  },
);
