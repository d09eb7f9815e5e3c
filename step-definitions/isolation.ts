import { Given, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';
import pMap from 'p-map';
import { dialogueKey, makeIdentifier } from '../support/basics/identifiers';
import { connect, ConnectionRefusedError, makeMessage } from '../support/dialogue';
import { Planter } from '../support/database/planter';
import type { Actor } from '../support/journey/actor';
import { ERRAND_NAMES, requestOf } from '../support/journey/errands';
import { overheard } from '../support/journey/lines';
import { sendAsItStands } from '../support/suite/asking';
import { eventually } from '../support/suite/eventually';
import { namedIn } from '../support/suite/traces';
import type { Suite } from '../support/suite/world';

const ERRAND = `(${ERRAND_NAMES.join('|')})`;

/** What the features call the tables in which MaiMBot keeps things. */
const TABLES: Readonly<Record<string, string>> = {
  accounts: 'tenant_users',
  sessions: 'user_sessions',
  agents: 'agents',
  messages: 'messages',
  decisions: 'action_records',
  streams: 'chat_streams',
  people: 'person_info',
};

/** How many messages each agent is told when all are told something at once. */
const MESSAGES = 3;

/** Says to each agent of these users, all at once, what is said to no other. */
async function sayToAll(suite: Suite, people: readonly Actor[]): Promise<void> {
  const pairs = people.flatMap((actor) => actor.agents.map((agent) => ({ actor, agent })));
  const turns = await pMap(pairs, async ({ actor, agent }, nth) => {
    const conversation = await actor.dialogueWith(agent);
    for (let i = 1; i <= MESSAGES; i += 1) await conversation.say(`第${nth}段悄悄话的第${i}句`);
    return conversation.turns;
  });
  suite.memory.keep('turns', turns.flat());
}

/** Connects with a key and says something: whoever is refused is so before the message is acknowledged. */
async function tryToTalk(suite: Suite, key: string, actor: Actor, text: string): Promise<void> {
  const { replyUrl, settings } = suite.run;
  await suite.attempt(async () => {
    const connection = await connect({
      url: replyUrl,
      key,
      keyIn: 'header',
      openTimeoutMs: settings.requestTimeoutMs,
    });
    suite.watch(connection);
    const message = makeMessage({ key, speaker: actor.speaker, text });
    await connection.send(message, { receiptTimeoutMs: settings.requestTimeoutMs });
  });
}

When(
  new RegExp(`^(.{2,3}) tries to ${ERRAND} of (.{2,3})$`, 'u'),
  async function (this: Suite, stranger: string, errand: string, owner: string) {
    await sendAsItStands(this, requestOf(errand, this.actor(owner), this.actor(stranger).token));
  },
);

When(
  new RegExp(`^(.{2,3}) asks to ${ERRAND}$`, 'u'),
  async function (this: Suite, name: string, errand: string) {
    const actor = this.actor(name);
    await sendAsItStands(this, requestOf(errand, actor, actor.token));
  },
);

When(
  new RegExp(`^(.{2,3}) and then (.{2,3}) ask to ${ERRAND}$`, 'u'),
  async function (this: Suite, first: string, second: string, errand: string) {
    const ask = async (name: string) =>
      [
        name,
        await this.configurator.send(requestOf(errand, this.actor(name), this.actor(name).token)),
      ] as const;
    this.memory.keep('answers', new Map([await ask(first), await ask(second)]));
  },
);

When(
  'each of them says things to each of their agents at once that nobody else says',
  async function (this: Suite) {
    await sayToAll(this, this.memory.need('people'));
  },
);

When(
  'each of the agents of {user} is told at once what no other is told',
  async function (this: Suite, name: string) {
    await sayToAll(this, [this.actor(name)]);
  },
);

When(
  '{user} tries to talk to the agent of {user}',
  async function (this: Suite, stranger: string, owner: string) {
    const actor = this.actor(stranger);
    const key = dialogueKey(actor.account.tenant_id, this.actor(owner).agent().agentId);
    await tryToTalk(this, key, actor, '你是我的了');
  },
);

When(
  'somebody tries to talk with the key of a tenant and an agent that do not exist',
  async function (this: Suite) {
    const key = dialogueKey(makeIdentifier('tenant'), makeIdentifier('agent'));
    await tryToTalk(this, key, await this.registered('小明'), '有人吗');
  },
);

When(
  '{user} says {string} with the API key of the account',
  async function (this: Suite, name: string, text: string) {
    const actor = this.actor(name);
    await tryToTalk(this, actor.account.api_key, actor, this.uniqueName(text));
  },
);

When(
  '{user} sends {string} in the name of {user}',
  function (this: Suite, name: string, text: string, other: string) {
    const owner = this.actor(other);
    const message = owner.messageTo(owner.agent(), this.uniqueName(text));
    this.actor(name).line().connection.sendRaw(JSON.stringify(message));
  },
);

Then('this is granted', function (this: Suite) {
  expect(this.memory.need('answer').status).to.equal(200);
});

Then('each of them is answered with what is theirs and nothing of the other', function (this: Suite) {
  const answers = this.memory.need('answers');
  for (const [name, { status, body }] of answers) {
    expect(status, `status of the answer to ${name}`).to.equal(200);
    for (const other of answers.keys()) {
      const named = expect(namedIn(body, this.actor(other)), `what the answer to ${name} names of ${other}`);
      if (other === name) named.to.not.deep.equal([]);
      else named.to.deep.equal([]);
    }
  }
});

Given(
  'MaiMBot has called the language model for {user} at a cost of {float}',
  function (this: Suite, name: string, cost: number) {
    const { tenant_id } = this.actor(name).account;
    new Planter(this.run.database).row('llm_usage', {
      tenant_id,
      agent_id: tenant_id,
      user_id: tenant_id,
      cost,
    });
  },
);

Then(
  'the statistics of {user} count {int} call(s) at a cost of {float}',
  async function (this: Suite, name: string, calls: number, cost: number) {
    const statistics = await this.configurator.statistics(this.actor(name).token);
    expect(statistics).to.include({ total_api_calls: calls, total_cost: cost });
  },
);

Then('the statistics of {user} count nothing', async function (this: Suite, name: string) {
  const { token, account } = this.actor(name);
  const { tenant_id, tenant_name } = account;
  expect(await this.configurator.statistics(token)).to.deep.equal({
    tenant_id,
    tenant_name,
    total_agents: 0,
    total_messages: 0,
    total_api_calls: 0,
    total_cost: 0,
    last_active: null,
  });
});

Then('each dialogue was answered by its own agent', function (this: Suite) {
  for (const { agent, conversation } of this.lines) {
    const senders = conversation.turns.flatMap(({ replies, late }) =>
      [...replies, ...late].map(({ agentId }) => agentId),
    );
    expect(new Set(senders), `who answered in the dialogue with ${agent.name}`).to.deep.equal(
      new Set([agent.agentId]),
    );
  }
});

Then('nobody received anything of the dialogue of another', function (this: Suite) {
  expect(this.lines.length, 'how many dialogues there are').to.be.at.least(2);
  expect(this.lines.flatMap((line) => overheard(line, this.lines))).to.deep.equal([]);
});

Then('each reply quotes the message that it answers', function (this: Suite) {
  for (const { text, replies } of this.turns)
    for (const reply of replies) expect(reply.text).to.include(text);
});

Then('each dialogue is stored under its own agent alone, as one stream', function (this: Suite) {
  for (const { agent, conversation } of this.lines) {
    const where = { tenant_id: agent.tenantId, agent_id: agent.agentId };
    const said = conversation.turns.flatMap(({ text, replies }) => [
      text,
      ...replies.map((reply) => reply.text),
    ]);
    const rows = this.traces.rows.where('messages', where);
    expect(rows.map(({ cells }) => cells.processed_plain_text)).to.have.members(said);
    expect(this.traces.rows.where('chat_streams', where), 'streams').to.have.length(1);
  }
});

Then('{string} is not stored under the tenant of {user}', function (this: Suite, text: string, name: string) {
  const tenants = this.traces.tenantsOfMessage(this.uniqueName(text));
  expect(tenants).to.not.include(this.actor(name).account.tenant_id);
});

Then(
  '{string} was refused, or is stored under the tenant of {user} alone',
  async function (this: Suite, text: string, name: string) {
    if (this.memory.need('refusal') !== undefined) {
      expect(this.memory.need('refusal')).to.be.instanceOf(ConnectionRefusedError);
      return;
    }
    const tenants = (): unknown[] => this.traces.tenantsOfMessage(this.uniqueName(text));
    await eventually(() => (tenants().length > 0 ? true : undefined), { what: 'the message to be stored' });
    expect(tenants()).to.deep.equal([this.actor(name).account.tenant_id]);
  },
);

Then(
  'the {word} of {user} are stored under their tenant alone',
  function (this: Suite, what: string, name: string) {
    const table = TABLES[what];
    if (table === undefined)
      expect.fail(`nobody knows where "${what}" are; known are ${Object.keys(TABLES).join(', ')}`);
    const actor = this.actor(name);
    expect(this.traces.tenantsHolding(table, actor)).to.deep.equal([actor.account.tenant_id]);
  },
);
