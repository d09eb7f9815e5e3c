import { Given, Then } from '@cucumber/cucumber';
import { expect } from 'chai';
import { Planter } from '../support/database/planter';
import type { StoredRow } from '../support/database/stored-rows';
import type { Actor } from '../support/journey/actor';
import { eventually } from '../support/suite/eventually';
import type { Suite } from '../support/suite/world';

/** The rows of a table that belong to the actor's last agent, once there are at least so many of them. */
async function rowsOfAgent(suite: Suite, table: string, actor: Actor, atLeast: number): Promise<StoredRow[]> {
  const where = { tenant_id: actor.account.tenant_id, agent_id: actor.agent().agentId };
  let seen: StoredRow[] = [];
  return eventually(
    () => {
      seen = suite.traces.rows.where(table, where);
      return seen.length >= atLeast ? seen : undefined;
    },
    {
      what: `${atLeast} rows in ${table} under ${where.tenant_id} and ${where.agent_id}`,
      instead: () => `${seen.length} rows`,
      causes: ['the reply backend did not store them', 'it stored them under another tenant or agent'],
    },
  );
}

Then(
  'each of these messages and replies is stored once, under the tenant of {user} and this agent',
  async function (this: Suite, name: string) {
    const said = this.turns.flatMap(({ text, replies }) => [text, ...replies.map((reply) => reply.text)]);
    const rows = await rowsOfAgent(this, 'messages', this.actor(name), said.length);
    expect(rows.map(({ cells }) => cells.processed_plain_text)).to.have.members(said);
  },
);

Then(
  'the statistics of {user} count the messages and the replies of this dialogue',
  async function (this: Suite, name: string) {
    const { token, account } = this.actor(name);
    const said = this.turns.reduce((sum, { replies }) => sum + 1 + replies.length, 0);
    let counted = -1;
    await eventually(
      async () => {
        const { tenant_id, total_messages } = await this.configurator.statistics(token);
        expect(tenant_id).to.equal(account.tenant_id);
        counted = total_messages;
        return counted === said ? true : undefined;
      },
      {
        what: `the statistics to count ${said} messages`,
        instead: () => `${counted}`,
      },
    );
  },
);

Then(
  'the decisions of this agent are stored under the tenant of {user}',
  async function (this: Suite, name: string) {
    const rows = await rowsOfAgent(this, 'action_records', this.actor(name), 2 * this.turns.length);
    expect(rows.map(({ cells }) => cells.action_name)).to.include.members(['reply', 'no_reply']);
    expect(rows).to.have.length(2 * this.turns.length);
  },
);

Then(
  'one stream is stored under the tenant of {user} and this agent',
  async function (this: Suite, name: string) {
    const rows = await rowsOfAgent(this, 'chat_streams', this.actor(name), 1);
    expect(rows.map(({ cells }) => cells.user_id)).to.deep.equal([this.actor(name).account.user_id]);
  },
);

Given(
  'MaiMBot has stored a stream and a person of {user} under the tenant {string}',
  function (this: Suite, name: string, tenant: string) {
    const { user_id, tenant_id, username } = this.actor(name).account;
    const planter = new Planter(this.run.database);
    const id = `${user_id}_${tenant}`;
    planter.row('chat_streams', {
      tenant_id: tenant,
      agent_id: tenant,
      user_id,
      user_nickname: username,
      group_id: `test_group_${tenant_id}`,
      stream_id: id,
      chat_stream_id: id,
    });
    planter.row('person_info', {
      tenant_id: tenant,
      person_id: id,
      user_id,
      person_name: username,
      nickname: username,
    });
  },
);

Given(
  'a later MaiMBot has a table {string} with a column {string} and a row of {user}',
  function (this: Suite, table: string, column: string, name: string) {
    const planter = new Planter(this.run.database);
    planter.createTable(table, [column]);
    this.whenOver(() => {
      planter.dropTable(table);
    });
    planter.row(table, { [column]: this.actor(name).account.tenant_id });
  },
);

Given('the rows that belong to MaiMBot itself are known', async function (this: Suite) {
  await this.agentsRest(() => this.traces.ofMaiMBotItself());
  this.memory.keep('systemRows', this.traces.ofMaiMBotItself());
});

Then('the rows that belong to MaiMBot itself are as they were', function (this: Suite) {
  expect(this.traces.ofMaiMBotItself()).to.deep.equal(this.memory.need('systemRows'));
});
