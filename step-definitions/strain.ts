import { type DataTable, Given, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';
import { messageOf } from '../support/basics/errors';
import { until } from '../support/basics/wait';
import { readRaw, readValue } from '../support/journey/given-value';
import { type Line, receiptsOn, repliesOn } from '../support/journey/lines';
import { eventually } from '../support/suite/eventually';
import type { Suite } from '../support/suite/world';

/** Opens one more connection of a user to the agent that was made last. */
async function another(
  suite: Suite,
  name: string,
  options: { uuid?: string; replyTimeoutMs?: number; inPrivate?: boolean } = {},
): Promise<Line> {
  const actor = suite.actor(name);
  await actor.openDialogue(actor.agent(), options);
  return actor.line();
}

/** Rows of the messages of this text that a user said to the agent that was made last. */
function storedMessages(suite: Suite, name: string, text: string): number {
  const { tenantId, agentId } = suite.actor(name).agent();
  const where = { tenant_id: tenantId, agent_id: agentId, processed_plain_text: text };
  return suite.traces.rows.where('messages', where).length;
}

async function storedOnce(suite: Suite, name: string, text: string): Promise<void> {
  await eventually(() => storedMessages(suite, name, text) > 0 || undefined, {
    what: `"${text}" to be stored under the tenant and the agent`,
  });
  expect(storedMessages(suite, name, text), `how often "${text}" is stored`).to.equal(1);
}

Given('{user} is connected to this agent once more', async function (this: Suite, name: string) {
  await another(this, name);
});

Given(
  '{user} has said {string} to this agent and waited for {int} ms',
  async function (this: Suite, name: string, text: string, replyTimeoutMs: number) {
    const { conversation } = await another(this, name, { replyTimeoutMs });
    await conversation.say(text);
  },
);

When(
  '{user} says {int} things to this agent at once',
  async function (this: Suite, name: string, count: number) {
    const { conversation } = await another(this, name);
    const texts = Array.from({ length: count - 1 }, (_, i) => `第${i + 2}件事，请记住`);
    this.memory.keep('burst', await conversation.burst(['第1件事，请记住', ...texts]));
  },
);

When(
  '{user} says to this agent, waiting for {int} ms and hearing the late reply out each time:',
  async function (this: Suite, name: string, replyTimeoutMs: number, table: DataTable) {
    const { conversation } = await another(this, name, { replyTimeoutMs });
    for (const text of table.raw().flat()) {
      await conversation.say(text);
      await until(() => conversation.collectLate().length > 0 || undefined, {
        what: `the late reply to "${text}"`,
        deadlineMs: this.run.settings.replyTimeoutMs,
      });
    }
    this.memory.keep('turns', conversation.turns);
  },
);

When(
  '{user} says {string} on each connection in turn',
  async function (this: Suite, name: string, text: string) {
    for (const { conversation } of this.actor(name).lines) await conversation.say(text);
  },
);

When(
  '{user} opens two connections of the same name to this agent and talks on both, then on the second alone',
  async function (this: Suite, name: string) {
    const uuid = this.uniqueName('same');
    await this.attempt(async () => {
      const first = await another(this, name, { uuid });
      const second = await another(this, name, { uuid });
      await first.conversation.say('我是第一条线');
      await second.conversation.say('我是第二条线');
      await first.connection.close();
      await second.conversation.say('第一条线已经断了');
    });
    this.memory.keep('turns', this.actor(name).turns);
  },
);

When('the (second )connection of {user} is lost', async function (this: Suite, name: string) {
  await this.actor(name).line().connection.cut();
});

When('{user} connects again', async function (this: Suite, name: string) {
  await another(this, name);
});

When('{user} connects again and says {string}', async function (this: Suite, name: string, text: string) {
  const { conversation } = await another(this, name);
  await conversation.say(text);
  this.memory.keep('turns', conversation.turns);
});

When(
  '{user} says {string} and loses the connection before the reply',
  async function (this: Suite, name: string, text: string) {
    const actor = this.actor(name);
    const { connection } = await another(this, name);
    const { requestTimeoutMs: receiptTimeoutMs } = this.run.settings;
    await connection.send(actor.messageTo(actor.agent(), text), { receiptTimeoutMs });
    await connection.cut();
    this.memory.keep('lastWords', text);
  },
);

When(
  '{user} opens {int} connections to this agent at once and loses all of them',
  async function (this: Suite, name: string, count: number) {
    const lines = await Promise.all(Array.from({ length: count }, async () => another(this, name)));
    expect(lines).to.have.length(count);
    await Promise.all(this.actor(name).lines.map(async ({ connection }) => connection.cut()));
  },
);

When('{user} says to this agent: {value}', async function (this: Suite, name: string, notation: string) {
  const given = readValue(notation, this.actor(name).words);
  const { conversation } = await another(this, name);
  await conversation.say(given.left === 'in' ? String(given.value) : '');
  this.memory.keep('turns', conversation.turns);
});

When(
  '{user} says {string} to this agent in private',
  async function (this: Suite, name: string, text: string) {
    const { conversation } = await another(this, name, { inPrivate: true });
    await conversation.say(text);
    this.memory.keep('turns', conversation.turns);
  },
);

When(
  '{user} sends this agent, between two messages, the frame: {value}',
  async function (this: Suite, name: string, notation: string) {
    const { connection, conversation } = await another(this, name);
    await this.attempt(async () => {
      await conversation.say('这是前一句');
      connection.sendRaw(readRaw(notation, this.actor(name).words) ?? '');
      await conversation.say('这是后一句');
    });
    this.memory.keep('turns', conversation.turns);
  },
);

Then('each of them is acknowledged once', function (this: Suite) {
  const { messageIds } = this.memory.need('burst');
  expect(this.lines.flatMap(receiptsOn)).to.have.members(messageIds);
});

Then(
  'each of them is stored once, under the tenant of {user} and this agent',
  async function (this: Suite, name: string) {
    for (const text of this.memory.need('burst').texts) await storedOnce(this, name, text);
  },
);

Then('each of them is answered once, in the order in which they were said', async function (this: Suite) {
  const { texts } = this.memory.need('burst');
  const answered = (): (string | undefined)[] =>
    this.lines.flatMap(repliesOn).map((reply) => texts.find((text) => reply.includes(text)));
  await eventually(() => answered().length >= texts.length || undefined, {
    what: `${texts.length} replies`,
    instead: () => `${answered().length}`,
  });
  expect(answered()).to.deep.equal(texts);
});

Then(
  'each message is answered in {int} parts, which together quote it',
  function (this: Suite, parts: number) {
    expect(this.turns).to.not.have.length(0);
    for (const { text, replies } of this.turns) {
      expect(replies.length, `parts of the answer to "${text}"`).to.equal(parts);
      expect(replies.map((reply) => reply.text).join('')).to.include(text);
    }
  },
);

Then(
  'it was acknowledged before it was answered, and answered after {int} ms at the earliest',
  function (this: Suite, leastMs: number) {
    const [turn] = this.turns;
    expect(turn?.firstReplyMs, 'time to the first reply, in ms').to.be.at.least(leastMs);
    expect(turn?.receiptMs, 'time to the receipt, in ms').to.be.below(turn?.firstReplyMs ?? 0);
  },
);

Then('the first reply came before the slow agent had answered', function (this: Suite) {
  const [slow] = this.lines;
  expect(slow && repliesOn(slow), 'replies of the slow agent so far').to.deep.equal([]);
});

Then('no message is answered in time, and each has one late reply that quotes it', function (this: Suite) {
  expect(this.turns).to.not.have.length(0);
  for (const { text, answered, late } of this.turns) {
    expect(answered, `whether "${text}" was answered in time`).to.equal(false);
    expect(late.map((reply) => reply.text.includes(text))).to.deep.equal([true]);
  }
});

Then('each connection received every reply', async function (this: Suite) {
  const counts = (): number[] => this.lines.map((line) => repliesOn(line).length);
  const most = Math.max(this.lines.length, ...counts());
  await eventually(() => counts().every((count) => count >= most) || undefined, {
    what: `${most} replies on each connection`,
    instead: () => counts().join(' and '),
  });
  const [first, ...others] = this.lines.map(repliesOn);
  for (const other of others) expect(other).to.deep.equal(first);
});

Then('each connection received the receipts of its own messages alone', function (this: Suite) {
  for (const line of this.lines)
    expect(receiptsOn(line)).to.deep.equal(line.conversation.turns.map(({ messageId }) => messageId));
});

Then('{int} messages were acknowledged and answered', function (this: Suite, count: number) {
  const refusal = this.memory.need('refusal');
  expect(refusal === undefined ? '' : messageOf(refusal), 'what went wrong').to.equal('');
  expect(this.turns.map(({ answered }) => answered)).to.deep.equal(Array.from({ length: count }, () => true));
});

Then('the whole dialogue is stored as one stream of this agent', function (this: Suite) {
  const turns = this.lines.flatMap(({ conversation }) => conversation.turns);
  const [{ agent } = { agent: undefined }] = this.lines;
  const where = { tenant_id: agent?.tenantId ?? '', agent_id: agent?.agentId ?? '' };
  const rows = this.traces.rows.where('messages', where);
  expect(rows.map(({ cells }) => cells.processed_plain_text)).to.have.members(
    turns.flatMap(({ text, replies }) => [text, ...replies.map((reply) => reply.text)]),
  );
  expect(this.traces.rows.where('chat_streams', where), 'streams').to.have.length(1);
});

Then(
  'this message is stored once, under the tenant of {user} and this agent',
  async function (this: Suite, name: string) {
    await storedOnce(this, name, this.memory.need('lastWords'));
  },
);

Then('the reply to {string} comes on the new connection', async function (this: Suite, text: string) {
  const line = this.lines.at(-1);
  await eventually(() => line && (repliesOn(line).some((reply) => reply.includes(text)) || undefined), {
    what: `the reply to "${text}" on the new connection`,
    instead: () => `${line ? repliesOn(line).length : 0} replies`,
    deadlineMs: this.run.settings.replyTimeoutMs,
  });
});
