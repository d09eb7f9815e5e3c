import { Then } from '@cucumber/cucumber';
import { expect } from 'chai';
import { causesOfSilence, type Turn } from '../support/dialogue';
import type { TestAgent } from '../support/journey/accounts';
import type { Suite } from '../support/suite/world';

function acknowledged(turns: readonly Turn[]): void {
  expect(turns).to.not.have.length(0);
  for (const { text, receiptMs } of turns)
    expect(receiptMs, `time to the receipt of "${text}", in ms`).to.be.at.least(0);
}

/** At least this share of the messages, 0 to 1, was answered. */
function answered(turns: readonly Turn[], least: number): void {
  const silent = turns.filter((turn) => !turn.answered).map(({ text }) => `"${text}"`);
  const causes = causesOfSilence(silent.length < turns.length).map((cause, i) => `  ${i + 1}. ${cause}`);
  expect(
    (turns.length - silent.length) / turns.length,
    `share of the messages that were answered; not answered were ${silent.join(', ')}; likely causes:\n${causes.join('\n')}\n`,
  ).to.be.at.least(least);
}

/** Every reply of these turns, also one that came late, is from this agent. */
function fromAgent(turns: readonly Turn[], agent: TestAgent): void {
  const senders = turns
    .flatMap(({ replies, late }) => [...replies, ...late])
    .map(({ agentId, agentName }) => `${agentName} (${agentId})`);
  expect(new Set(senders)).to.deep.equal(new Set([`${agent.name} (${agent.agentId})`]));
}

Then('the message is acknowledged and answered', function (this: Suite) {
  expect(this.turns).to.have.length(1);
  acknowledged(this.turns);
  answered(this.turns, 1);
});

Then('every message is acknowledged and answered', function (this: Suite) {
  acknowledged(this.turns);
  answered(this.turns, 1);
});

Then('every message is acknowledged, and enough of them are answered', function (this: Suite) {
  acknowledged(this.turns);
  answered(this.turns, this.run.settings.leastAnsweredShare);
});

Then('the message is acknowledged but not answered', function (this: Suite) {
  expect(this.turns.map(({ answered: was, replies }) => ({ was, replies: replies.length }))).to.deep.equal([
    { was: false, replies: 0 },
  ]);
});

Then('every reply comes from this agent of {user}', function (this: Suite, name: string) {
  fromAgent(this.turns, this.actor(name).agent());
});

Then('each reply quotes the message that it answers and names this agent', function (this: Suite) {
  const agents = this.turns.flatMap(({ replies }) => replies.map(({ agentName }) => agentName));
  for (const { text, replies } of this.turns) {
    for (const reply of replies) {
      expect(reply.text).to.include(text);
      expect(reply.text).to.include(agents[0]);
    }
  }
});

Then('no reply comes twice', function (this: Suite) {
  const texts = this.turns.flatMap(({ replies, late }) => [...replies, ...late].map((reply) => reply.text));
  expect(texts).to.deep.equal([...new Set(texts)]);
});

Then('each dialogue holds replies of its own agent only', function (this: Suite) {
  for (const { turns, agent } of this.memory.need('dialogues').records) fromAgent(turns, agent);
});
