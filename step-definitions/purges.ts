import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type DataTable, Given, Then, When } from '@cucumber/cucumber';
import Database from 'better-sqlite3';
import { expect } from 'chai';
import { buildCleanupReport, type PurgeReport } from '../support/cleanup';
import { OtherWriter } from '../support/database/other-writer';
import { type CleanupScope, cleanupTestScenario } from '../support/journey/cleanup';
import type { Suite } from '../support/suite/world';

interface Aim {
  readonly scope: CleanupScope;
  readonly dryRun?: boolean;
}

/** Purges, after taking note of what everybody has; the reports of one scenario are kept in order. */
function purgeAtOnce(suite: Suite, { scope, dryRun = false }: Aim): void {
  suite.noteWhatEverybodyHas();
  const { purge } = suite.cleanUp(scope, { dryRun });
  const earlier = suite.memory.has('purges') ? suite.memory.need('purges') : [];
  suite.memory.keep('purges', [...earlier, purge]);
}

async function purgeNow(suite: Suite, aim: Aim): Promise<void> {
  await suite.agentsRest();
  purgeAtOnce(suite, aim);
}

/** Everything of a user. */
function tracesOf(suite: Suite, name: string): Aim {
  return { scope: { target: suite.ledgerTarget([suite.actor(name).account.username]) } };
}

/** How many rows of each table the clean-up report counts as removed. */
function countsOf(suite: Suite): Readonly<Record<string, number>> {
  return buildCleanupReport({ purges: suite.memory.need('purges'), residue: [] }).cleanup.tables;
}

function lastPurge(suite: Suite): PurgeReport {
  const report = suite.memory.need('purges').at(-1);
  if (!report) expect.fail('nothing was purged');
  return report;
}

Given(
  /^(.{2,3}) has registered with a name that is that of (.{2,3}) (with a digit more|in capital letters)$/u,
  async function (this: Suite, name: string, other: string, how: string) {
    const { username } = this.actor(other).account;
    const actor = this.actor(name);
    await actor.register({
      ...actor.draft,
      username: how === 'with a digit more' ? `${username}0` : username.toUpperCase(),
    });
  },
);

Given(
  'a user called {string} and a user called {string} have registered',
  async function (this: Suite, one: string, other: string) {
    for (const name of [one, other]) {
      const actor = this.actor(name);
      await actor.register({ ...actor.draft, username: this.uniqueName(name) });
    }
  },
);

Given('somebody else is writing to the database', async function (this: Suite) {
  const writer = this.memory.keep('otherWriter', await OtherWriter.begin(this.run.database));
  this.whenOver(async () => writer.end());
});

Given("a database that has none of MaiMBot's tables", function (this: Suite) {
  const folder = mkdtempSync(path.join(tmpdir(), 'maimbot-acceptance-'));
  this.whenOver(() => {
    rmSync(folder, { recursive: true });
  });
  const file = this.memory.keep('otherDatabase', path.join(folder, 'notes.db'));
  new Database(file).exec('CREATE TABLE notes (text TEXT)').close();
});

When('the traces of {user} are purged', async function (this: Suite, name: string) {
  await purgeNow(this, tracesOf(this, name));
});

When('the traces of {user} are purged again', async function (this: Suite, name: string) {
  await purgeNow(this, tracesOf(this, name));
});

When(
  'the traces of {user} are purged while the other one finishes',
  async function (this: Suite, name: string) {
    await this.agentsRest();
    this.memory.need('otherWriter').finishSoon();
    purgeAtOnce(this, tracesOf(this, name));
    expect(this.memory.need('otherWriter').finished, 'the other one had finished before').to.equal(true);
  },
);

When('a purge of {user} is rehearsed', async function (this: Suite, name: string) {
  await purgeNow(this, { ...tracesOf(this, name), dryRun: true });
});

When(
  /^a purge is aimed at the (user|tenant id|username prefix) of (.{2,3})$/u,
  async function (this: Suite, aim: string, name: string) {
    const { username, tenant_id, user_id } = this.actor(name).account;
    const scopes: Readonly<Record<string, CleanupScope>> = {
      user: { users: [{ username, tenantId: tenant_id, userId: user_id }] },
      'tenant id': { tenantIds: [tenant_id] },
      'username prefix': { prefix: username },
    };
    const scope = scopes[aim];
    if (!scope) expect.fail(`a purge cannot be aimed at the ${aim}`);
    await purgeNow(this, { scope });
  },
);

When('a purge is aimed at names that begin with {string}', async function (this: Suite, prefix: string) {
  const complete = prefix.length < 3 ? prefix : this.uniqueName(prefix);
  await this.attempt(async () => purgeNow(this, { scope: { prefix: complete } }));
});

When('a purge is aimed at this database', async function (this: Suite) {
  const database = this.memory.need('otherDatabase');
  await this.attempt(() =>
    cleanupTestScenario({ database, prefix: this.names.stem, reports: path.dirname(database) }),
  );
});

Then('no table holds a trace of {user}', function (this: Suite, name: string) {
  expect(this.traces.of(this.actor(name))).to.deep.equal([]);
});

Then('no table holds a trace of the user called {string}', function (this: Suite, name: string) {
  expect(this.memory.need('refusal')).to.equal(undefined);
  expect(this.traces.of(this.actor(name))).to.deep.equal([]);
});

Then('everything of {user} is as it was', function (this: Suite, name: string) {
  expect(this.traces.everythingOf(this.actor(name))).to.deep.equal(this.memory.need('snapshots').get(name));
});

Then('everything of the user called {string} is as it was', function (this: Suite, name: string) {
  expect(this.traces.everythingOf(this.actor(name))).to.deep.equal(this.memory.need('snapshots').get(name));
});

Then(
  'the clean-up report counts as many rows of every table as {user} had',
  function (this: Suite, name: string) {
    const had: Record<string, number> = {};
    for (const { table } of this.memory.need('snapshots').get(name) ?? []) had[table] = (had[table] ?? 0) + 1;
    expect(countsOf(this)).to.deep.equal(had);
  },
);

Then('among them it counts:', function (this: Suite, table: DataTable) {
  const expected = table.hashes().map(({ table: name = '', rows }) => [name, Number(rows)] as const);
  expect(countsOf(this)).to.deep.include(Object.fromEntries(expected));
});

Given('the rows of every table are counted', function (this: Suite) {
  this.memory.keep('rowCounts', this.traces.rows.counts());
});

Then('every table but {string} has as many rows as before', function (this: Suite, except: string) {
  const others = (counts: ReadonlyMap<string, number>): [string, number][] =>
    [...counts].filter(([table]) => table !== except);
  expect(others(this.traces.rows.counts())).to.deep.equal(others(this.memory.need('rowCounts')));
});

Then('the clean-up report says that nothing was left', function (this: Suite) {
  const purges = this.memory.need('purges');
  const residue = this.traces.audit(lastPurge(this).identifiers);
  expect(buildCleanupReport({ purges, residue }).cleanup).to.deep.include({
    cleanup_completed: true,
    total_errors: 0,
    left: [],
  });
});

Then('the second purge removed nothing', function (this: Suite) {
  const [first, second] = this.memory.need('purges');
  expect(first?.removed, 'what the first purge removed').to.include({ tenant_users: 1 });
  expect(second?.removed).to.deep.equal({});
  expect(second?.usage).to.deep.equal([]);
});

Then('it would have removed the traces of {user}', function (this: Suite, name: string) {
  const { account, agents } = this.actor(name);
  const { identifiers, removed } = lastPurge(this);
  expect(identifiers).to.include.members([
    account.tenant_id,
    account.user_id,
    ...agents.map(({ agentId }) => agentId),
  ]);
  expect(removed).to.include({ tenant_users: 1, messages: 2 });
});

Given(
  '{user} has removed an agent made from {template}',
  async function (this: Suite, name: string, template: string) {
    const actor = this.actor(name);
    const { agent_id } = await actor.createAgent(await this.template(template));
    await this.configurator.deleteAgent(actor.token, agent_id);
  },
);
