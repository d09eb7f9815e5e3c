import { Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';
import { messageOf } from '../support/basics/errors';
import { readRaw, readValue, withField } from '../support/journey/given-value';
import { OddFrames } from '../support/journey/odd-frames';
import type { Suite } from '../support/suite/world';

async function sendOdd(suite: Suite, name: string, ...frames: (string | Buffer)[]): Promise<void> {
  const actor = suite.actor(name);
  const odd = suite.memory.keep('oddFrames', new OddFrames(await actor.openDialogue(actor.agent())));
  for (const frame of frames) odd.send(frame);
}

When(
  '{user} sends this agent the frame: {value}',
  async function (this: Suite, name: string, notation: string) {
    await sendOdd(this, name, readRaw(notation, this.actor(name).words) ?? '');
  },
);

When(
  '{user} sends this agent a message with this {part}: {value}',
  async function (this: Suite, name: string, part: readonly string[], notation: string) {
    const actor = this.actor(name);
    const message = actor.messageTo(actor.agent(), '这句话不完整');
    await sendOdd(
      this,
      name,
      JSON.stringify(withField({ ...message }, part, readValue(notation, actor.words))),
    );
  },
);

When(
  '{user} sends this agent one message {int} times',
  async function (this: Suite, name: string, times: number) {
    const actor = this.actor(name);
    const frame = JSON.stringify(actor.messageTo(actor.agent(), '重复的话'));
    await sendOdd(this, name, ...Array.from({ length: times }, () => frame));
  },
);

When('{user} says {string} after it', async function (this: Suite, _name: string, text: string) {
  const odd = this.memory.need('oddFrames');
  await this.attempt(async () => odd.say(text));
  this.memory.keep('turns', odd.turns);
});

Then(/^the frame is (acknowledged|not acknowledged)$/, function (this: Suite, how: string) {
  const { sent, acknowledged } = this.memory.need('oddFrames');
  expect(acknowledged, 'numbers that receipts named').to.deep.equal(how === 'acknowledged' ? sent : []);
  if (how === 'acknowledged') expect(sent, 'numbers that were sent').to.not.have.length(0);
});

Then('the connection is closed with code {int}', async function (this: Suite, code: number) {
  const closing = this.memory.need('oddFrames').closing(this.run.settings.requestTimeoutMs);
  const closed = await closing.catch((error: unknown) => expect.fail(messageOf(error)));
  expect(closed.code).to.equal(code);
});
