import { type DataTable, Given, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';
import pMap from 'p-map';
import { type Registration } from '../support/configurator';
import type { Actor } from '../support/journey/actor';
import type { Suite } from '../support/suite/world';

const FIELDS = {
  'tenant name': 'tenant_name',
  'tenant type': 'tenant_type',
  'phone number': 'phone',
} as const;

function isField(label: string): label is keyof typeof FIELDS {
  return Object.hasOwn(FIELDS, label);
}

/** A table of labels and values, as the fields of a registration. */
function fieldsOf(table: DataTable): Partial<Registration> {
  return Object.fromEntries(
    Object.entries(table.rowsHash()).map(([label, value]) => {
      if (!isField(label))
        throw new Error(`"${label}" cannot be registered with; there are ${Object.keys(FIELDS).join(', ')}`);
      return [FIELDS[label], value];
    }),
  );
}

function without(registration: Registration, field: keyof Registration): Partial<Registration> {
  const { [field]: _, ...rest } = registration;
  return rest;
}

Given('{user} has registered', async function (this: Suite, name: string) {
  await this.registered(name);
});

Given('{user} and {user} have registered', async function (this: Suite, one: string, other: string) {
  await Promise.all([this.registered(one), this.registered(other)]);
});

When('{user} registers', async function (this: Suite, name: string) {
  await this.actor(name).register();
});

async function registerAs(this: Suite, name: string, table: DataTable): Promise<void> {
  const actor = this.actor(name);
  this.memory.keep('registration', { ...actor.draft, ...fieldsOf(table) });
  await actor.register(this.memory.need('registration'));
}

Given('{user} has registered as:', registerAs);
When('{user} registers as:', registerAs);

When('{user} registers without an e-mail address', async function (this: Suite, name: string) {
  const actor = this.actor(name);
  await actor.register(without(actor.draft, 'email'));
});

When('{user} registers without a tenant name', async function (this: Suite, name: string) {
  const actor = this.actor(name);
  await actor.register(without(actor.draft, 'tenant_name'));
});

When('these users register:', async function (this: Suite, table: DataTable) {
  const people = table.hashes().map(({ user = '' }) => this.actor(user));
  await Promise.all(people.map(async (actor) => actor.register()));
  this.memory.keep('people', people);
});

When(
  '{user} registers with the username of {user} in capital letters',
  async function (this: Suite, name: string, other: string) {
    const username = this.actor(other).draft.username.toUpperCase();
    const actor = this.actor(name);
    await actor.register({ ...actor.draft, username });
  },
);

When(
  '{user} tries to register with the username of {user}',
  async function (this: Suite, name: string, other: string) {
    const { username } = this.actor(other).account;
    const actor = this.actor(name);
    await this.attempt(async () => actor.register({ ...actor.draft, username }));
  },
);

When(
  '{user} tries to register with the e-mail address of {user}',
  async function (this: Suite, name: string, other: string) {
    const { email } = this.actor(other).draft;
    const actor = this.actor(name);
    await this.attempt(async () => actor.register({ ...actor.draft, email }));
  },
);

When('{int} users register with the same username at once', async function (this: Suite, count: number) {
  const { username } = this.names.next();
  const drafts = Array.from({ length: count }, () => ({ ...this.names.next(), username }));
  this.memory.keep('contestedName', username);
  this.memory.keep(
    'attempts',
    await Promise.allSettled(drafts.map(async (draft) => this.registrar.register(draft))),
  );
});

Then('the account of {user} is as it was asked for', function (this: Suite, name: string) {
  const { password, ...asked } = this.memory.need('registration');
  expect(password).to.be.a('string');
  expect(this.actor(name).account).to.deep.include(asked);
});

Then(
  'everything about {user} but the tenant name is as it was asked for',
  async function (this: Suite, name: string) {
    const { password, tenant_name, ...asked } = this.memory.need('registration');
    expect([typeof password, typeof tenant_name]).to.deep.equal(['string', 'string']);
    expect(await this.configurator.me(this.actor(name).token)).to.deep.include(asked);
  },
);

Then('the account of {user} is active', function (this: Suite, name: string) {
  expect(this.actor(name).account.status).to.equal('active');
});

Then('the account of {user} has no e-mail address', function (this: Suite, name: string) {
  expect(this.actor(name).account.email).to.equal(null);
});

Then('{user} is in the same account as before', function (this: Suite, name: string) {
  const { account, earlierSession } = this.actor(name);
  const { last_login_at: earlier, ...before } = earlierSession.user_info;
  const { last_login_at: latest, ...now } = account;
  expect(now).to.deep.equal(before);
  expect(Date.parse(`${latest ?? ''}Z`)).to.be.at.least(Date.parse(`${earlier ?? ''}Z`));
});

function distinct(people: readonly Actor[]): void {
  for (const field of ['tenant_id', 'user_id', 'api_key'] as const) {
    expect(new Set(people.map(({ account }) => account[field])).size, `different ${field}`).to.equal(
      people.length,
    );
  }
}

Then('no two of them share a tenant, an account or an API key', function (this: Suite) {
  distinct(this.memory.need('people'));
});

Then(
  'no two of {user} and {user} share a tenant, an account or an API key',
  function (this: Suite, one: string, other: string) {
    distinct([this.actor(one), this.actor(other)]);
  },
);

Then('each of them sees their own profile', async function (this: Suite) {
  await pMap(this.memory.need('people'), async (actor) => {
    expect(await this.configurator.me(actor.token)).to.deep.equal(actor.account);
  });
});

Then('nothing of {user} is stored', function (this: Suite, name: string) {
  const { username, email, tenant_name } = this.actor(name).draft;
  expect(this.traces.rows.naming([username, email, tenant_name])).to.deep.equal([]);
  const { fields } = this.memory.has('asked') ? this.memory.need('asked') : { fields: {} };
  for (const [column, value] of Object.entries(fields)) {
    if (!['username', 'email'].includes(column) || !['string', 'number'].includes(typeof value)) continue;
    expect(this.traces.rows.where('tenant_users', { [column]: String(value) })).to.deep.equal([]);
  }
  if (!this.memory.has('ownerless')) return;
  const before = new Set(this.memory.need('ownerless').map(({ table, rowid }) => `${table} ${rowid}`));
  expect(
    this.traces.rows.ownerless().filter(({ table, rowid }) => !before.has(`${table} ${rowid}`)),
    'rows of no account',
  ).to.deep.equal([]);
});

Then('the username is stored once', function (this: Suite) {
  expect(
    this.traces.rows.where('tenant_users', { username: this.memory.need('contestedName') }),
  ).to.have.length(1);
});

Then('the password of {user} is not stored in readable form', function (this: Suite, name: string) {
  const { draft, account } = this.actor(name);
  const naming = this.traces.rows.naming([account.user_id]);
  expect(
    naming.filter(({ cells }) => Object.values(cells).some((cell) => String(cell).includes(draft.password))),
  ).to.deep.equal([]);
});

Then('{int} session(s) of {user} is/are stored', function (this: Suite, count: number, name: string) {
  const { user_id, tenant_id } = this.actor(name).account;
  expect(this.traces.rows.where('user_sessions', { user_id, tenant_id })).to.have.length(count);
});
