import { type DataTable, Given, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';
import { dialogueKey } from '../support/basics/identifiers';
import { causesOfSilence, connect, measureTurns } from '../support/dialogue';
import { messagesFor, STANDARD_TOPICS } from '../support/journey/topics';
import type { Suite } from '../support/suite/world';

/** Has one message after the other answered, and remembers the turns. */
async function hold(
  suite: Suite,
  name: string,
  texts: readonly string[],
  options: { replyTimeoutMs?: number } = {},
): Promise<void> {
  const actor = suite.actor(name);
  const conversation = await actor.dialogueWith(actor.agent(), options);
  for (const text of texts) await conversation.say(text);
  suite.memory.keep('turns', conversation.turns);
}

async function holdMessages(suite: Suite, name: string, count: number): Promise<void> {
  await hold(suite, name, messagesFor(STANDARD_TOPICS, undefined, count));
}

/** How an agent of the sandbox is told to behave; a real one behaves as it likes. */
async function createBehaving(
  suite: Suite,
  name: string,
  template: string,
  behaviour: object,
): Promise<void> {
  const actor = await suite.registered(name);
  await actor.createAgent(await suite.template(template), {
    config_overrides: JSON.stringify({ sandbox: behaviour }),
  });
}

Given(
  '{user} has an agent made from {template} that splits its answers into {int} parts',
  async function (this: Suite, name: string, template: string, parts: number) {
    await createBehaving(this, name, template, { parts });
  },
);

Given(
  '{user} has an agent made from {template} that stays silent',
  async function (this: Suite, name: string, template: string) {
    await createBehaving(this, name, template, { silent: true });
  },
);

Given(
  '{user} has an agent made from {template} that answers without thinking',
  async function (this: Suite, name: string, template: string) {
    await createBehaving(this, name, template, { delay_ms: 0 });
  },
);

Given(
  '{user} has an agent made from {template} that thinks for {int} ms',
  async function (this: Suite, name: string, template: string, delay_ms: number) {
    await createBehaving(this, name, template, { delay_ms });
  },
);

Given(
  '{user} is connected to this agent with the key in the address',
  async function (this: Suite, name: string) {
    const actor = this.actor(name);
    await actor.dialogueWith(actor.agent(), { keyIn: 'query' });
  },
);

Given('{user} is connected to this agent', async function (this: Suite, name: string) {
  const actor = this.actor(name);
  await actor.dialogueWith(actor.agent());
});

Given('these users have agents:', async function (this: Suite, table: DataTable) {
  const people = await Promise.all(
    table.hashes().map(async ({ user = '', agents = '' }) => {
      const actor = await this.registered(user);
      for (const template of agents.split(',')) await actor.createAgent(await this.template(template.trim()));
      return actor;
    }),
  );
  this.memory.keep('people', people);
});

Given(
  '{user} has had a dialogue of {int} messages with this agent',
  async function (this: Suite, name: string, count: number) {
    await holdMessages(this, name, count);
  },
);

Given('{user} has had a dialogue', async function (this: Suite, name: string) {
  const actor = await this.registered(name);
  if (actor.agents.length === 0) await actor.createAgent(await this.template('友好助手'));
  await holdMessages(this, name, 1);
});

Given('{user} and {user} have had a dialogue each', async function (this: Suite, one: string, other: string) {
  for (const name of [one, other]) {
    const actor = await this.registered(name);
    await actor.createAgent(await this.template('友好助手'));
    await holdMessages(this, name, 1);
  }
});

Given('{user} has said {string} to an agent', async function (this: Suite, name: string, text: string) {
  const actor = await this.registered(name);
  await actor.createAgent(await this.template('友好助手'));
  await hold(this, name, [text]);
});

Given(
  '{user} has told an agent what {user} is called',
  async function (this: Suite, name: string, other: string) {
    const { username } = this.actor(other).account;
    const actor = await this.registered(name);
    await actor.createAgent(await this.template('友好助手'));
    await hold(this, name, [`我认识一个叫 ${username} 的人`]);
  },
);

When('{user} says {string} to this agent', async function (this: Suite, name: string, text: string) {
  await hold(this, name, [text]);
});

When(
  '{user} says {string} to this agent and waits for {int} ms',
  async function (this: Suite, name: string, text: string, replyTimeoutMs: number) {
    await hold(this, name, [text], { replyTimeoutMs });
  },
);

When(
  '{user} says to this agent, one after the other:',
  async function (this: Suite, name: string, table: DataTable) {
    await hold(this, name, table.raw().flat());
  },
);

When(
  '{user} has a dialogue of {int} messages with this agent',
  async function (this: Suite, name: string, count: number) {
    await holdMessages(this, name, count);
  },
);

When(
  'all of them talk to all of their agents at once, {int} message(s) each',
  async function (this: Suite, messages: number) {
    const users = this.memory.need('people').map((actor) => actor.asTestUser());
    await this.talk(users, messages);
  },
);

When(/^somebody connects (without a key|with an empty key)$/, async function (this: Suite, how: string) {
  await this.attempt(async () => {
    const connection = await connect({
      url: this.run.replyUrl,
      keyIn: 'header',
      openTimeoutMs: this.run.settings.requestTimeoutMs,
      ...(how === 'with an empty key' ? { key: '' } : {}),
    });
    this.watch(connection);
    throw await connection.refusal(this.run.settings.requestTimeoutMs);
  });
});

When('{user} tries to connect to this agent', async function (this: Suite, name: string) {
  const actor = this.actor(name);
  await this.attempt(async () => {
    const { connection } = await actor.openDialogue(actor.agent());
    throw await connection.refusal(this.run.settings.requestTimeoutMs);
  });
});

When(
  '{user} connects to this agent on the address {string}',
  async function (this: Suite, name: string, path: string) {
    const { tenantId, agentId } = this.actor(name).agent();
    const url = new URL(path, this.run.replyUrl).href;
    await this.attempt(async () =>
      this.watch(
        await connect({
          url,
          key: dialogueKey(tenantId, agentId),
          keyIn: 'header',
          openTimeoutMs: this.run.settings.requestTimeoutMs,
        }),
      ),
    );
  },
);

Then('the connection is refused with {string}', function (this: Suite, reason: string) {
  expect(this.memory.need('refusal')).to.include({ name: 'ConnectionRefusedError', code: 1000, reason });
});

Then('the connection is not opened, with status {int}', function (this: Suite, status: number) {
  expect(this.memory.need('refusal')).to.include({ name: 'ConnectionRefusedError', status });
});

Then('there was one connection for each user and agent', function (this: Suite) {
  const { records } = this.memory.need('dialogues');
  const pairs = this.memory
    .need('people')
    .flatMap((actor) => actor.agents.map(({ name }) => `${actor.account.username} ${name}`));
  expect(
    records.filter(({ connected }) => connected).map(({ user, agent }) => `${user.username} ${agent.name}`),
  ).to.have.members(pairs);
});

Then('the answered share is at least the agreed one', function (this: Suite) {
  const { answeredShare } = this.memory.need('dialogues').measures;
  expect(
    answeredShare,
    `share of the messages that were answered (setting leastAnsweredShare); likely causes of silence: ${causesOfSilence((answeredShare ?? 0) > 0).join('; ')}`,
  ).to.be.at.least(this.run.settings.leastAnsweredShare);
});

Then('{int} of 100 first replies came within the agreed time', function (this: Suite, percentile: number) {
  expect(percentile, 'the percentile that has a limit').to.equal(95);
  const { p95 } = this.memory.need('dialogues').measures.toFirstReply;
  expect(
    p95 === null ? null : Math.round(p95),
    'p95 of the time to the first reply, in ms (setting p95LimitMs)',
  ).to.be.at.most(this.run.settings.p95LimitMs);
});

Then('at least {share} of the messages are answered', function (this: Suite, share: number) {
  expect(measureTurns(this.turns).answeredShare, 'share of the messages that were answered').to.be.at.least(
    share,
  );
});

Then(
  '{int} of 100 first replies came within {int} ms',
  function (this: Suite, percentile: number, limitMs: number) {
    expect(percentile, 'the percentile that has a limit').to.equal(95);
    expect(
      measureTurns(this.turns).toFirstReply.p95,
      'p95 of the time to the first reply, in ms',
    ).to.be.at.most(limitMs);
  },
);
