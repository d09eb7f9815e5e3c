import { type DataTable, Given, Then, When } from '@cucumber/cucumber';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { JourneyRecord } from '../support/journey/journey-record';
import { createTestScenario } from '../support/journey/test-scenario';
import { type IntegrationTestResults, writeResults } from '../support/reporting';
import { SUMMARY_ATTACHMENT } from '../support/suite/summary';
import type { Suite } from '../support/suite/world';

Given('users talk to their agents about:', function (this: Suite, table: DataTable) {
  const topics = new Map<string, string[]>();
  for (const { kind = '', topic = '' } of table.hashes())
    topics.set(kind, [...(topics.get(kind) ?? []), topic]);
  this.memory.keep('topics', topics);
});

When('the users of this run register and create their agents', async function (this: Suite) {
  const { mode, users, agents, cleanup, leastAnsweredShare, p95LimitMs, concurrency } = this.run.settings;
  const journey = this.memory.keep(
    'journey',
    new JourneyRecord(
      { userCount: users, agentsPerUser: agents, cleanupAfter: cleanup },
      { leastAnsweredShare, p95LimitMs },
      mode !== 'attached',
    ),
  );
  const { configurator, ledger, names } = this;
  const scenario = await createTestScenario({
    configurator,
    ledger,
    names,
    userCount: users,
    agentsPerUser: agents,
    concurrency,
  });
  journey.users = scenario.users;
});

When('all of them talk to all of their agents at once', async function (this: Suite) {
  const journey = this.memory.need('journey');
  journey.dialogues = await this.talk(journey.users, this.run.settings.messages, this.memory.need('topics'));
});

When('the users of this run are purged', async function (this: Suite) {
  const journey = this.memory.need('journey');
  if (!this.run.settings.cleanup) return;
  await this.agentsRest(() => [...this.traces.rows.counts()]);
  const target = this.ledgerTarget(journey.users.map(({ username }) => username));
  journey.cleanup = this.cleanUp({ target }).cleanup;
});

Then('every user has a tenant of their own and all of their agents', function (this: Suite) {
  const { users } = this.memory.need('journey');
  expect(new Set(users.map(({ tenantId }) => tenantId)).size).to.equal(this.run.settings.users);
  expect(users.map(({ agents }) => agents.length)).to.deep.equal(users.map(() => this.run.settings.agents));
});

Then('every connection was accepted and every message was acknowledged', function (this: Suite) {
  const { records } = this.memory.need('dialogues');
  const { users, agents, messages } = this.run.settings;
  expect(records.filter(({ connected }) => connected)).to.have.length(users * agents);
  expect(records.map(({ error, turns }) => error ?? turns.length)).to.deep.equal(records.map(() => messages));
});

Then('every reply came from the agent that was spoken to', function (this: Suite) {
  for (const { turns, agent } of this.memory.need('dialogues').records) {
    const senders = turns.flatMap(({ replies, late }) => [...replies, ...late].map(({ agentId }) => agentId));
    expect(new Set([...senders, agent.agentId])).to.deep.equal(new Set([agent.agentId]));
  }
});

Then('no table holds a trace of them', function (this: Suite) {
  if (!this.run.settings.cleanup) return;
  const { users } = this.memory.need('journey');
  const identifiers = users.flatMap(({ tenantId, userId, agents }) => [
    tenantId,
    userId,
    ...agents.map(({ agentId }) => agentId),
  ]);
  expect(
    this.traces.residue(
      identifiers,
      users.map(({ username }) => username),
    ),
  ).to.deep.equal([]);
});

Then('the results file says that the journey was a success', function (this: Suite) {
  const file = writeResults(this.run.reports, this.memory.need('journey').results());
  const results = JSON.parse(readFileSync(file, 'utf8')) as IntegrationTestResults;
  this.attach(describe(results, file), { mediaType: 'text/plain', fileName: SUMMARY_ATTACHMENT });
  expect(results.errors).to.deep.equal([]);
  expect(results.success).to.equal(true);
});

function describe({ parameters, websocket_tests: dialogues }: IntegrationTestResults, file: string): string {
  const size = `${parameters.user_count} users × ${parameters.agents_per_user} agents`;
  if (!dialogues) return `the journey: ${size}, no dialogue`;
  const { answered_messages, total_messages_sent, seconds_to_first_reply: times } = dialogues;
  const p95 = times.p95 === null ? 'no reply' : `p95 ${(times.p95 * 1000).toFixed(0)} ms`;
  return `the journey: ${size}, ${answered_messages} of ${total_messages_sent} messages answered, first reply ${p95} (${path.relative(process.cwd(), file)})`;
}
