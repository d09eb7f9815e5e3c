import { expect } from 'chai';
import { z } from 'zod';
import { soundSeams } from '../seams';
import { systemTemplates } from '../store/templates';
import { refused } from './testing/refused';
import { startTrial, type Trial, type TrialUser } from './testing/trial';

const agent = z.object({ agent_id: z.string(), name: z.string(), persona: z.string() });

describe('agents and templates of the configurator', () => {
  let trial: Trial;
  let alice: TrialUser;
  let bob: TrialUser;

  before(async () => {
    trial = await startTrial();
    alice = await trial.register('alice');
    bob = await trial.register('bob');
  });

  after(() => trial.end());

  const create = async (user: TrialUser, json: unknown): Promise<z.infer<typeof agent>> =>
    agent.parse((await trial.request('POST', '/api/v1/agents/', { token: user.access_token, json })).body);
  const namesOf = async (user: TrialUser): Promise<string[]> => {
    const { body } = await trial.request('GET', '/api/v1/agents/', { token: user.access_token });
    return z
      .array(agent)
      .parse(body)
      .map(({ name }) => name);
  };
  const usageOf = (templateId: string): unknown =>
    trial.database
      .prepare('SELECT usage_count FROM agent_templates WHERE template_id = ?')
      .pluck()
      .get(templateId);

  it('lists the agents of the tenant alone, the newest change first', async () => {
    const first = await create(alice, { name: 'first' });
    await create(alice, { name: 'second' });
    await create(alice, { name: 'third' });
    await create(bob, { name: "bob's" });
    expect(await namesOf(alice)).to.deep.equal(['third', 'second', 'first']);
    await trial.request('PUT', `/api/v1/agents/${first.agent_id}`, {
      token: alice.access_token,
      json: { description: 'changed' },
    });
    expect(await namesOf(alice)).to.deep.equal(['first', 'third', 'second']);
    expect(await namesOf(bob)).to.deep.equal(["bob's"]);
  });

  it('takes the persona from the request, from the template, or a plain one, in that order', async () => {
    const fromTemplate = systemTemplates.find(({ template_id }) => template_id === 'caring_friend')?.persona;
    const own = await create(alice, { name: 'a', template_id: 'caring_friend', persona: '我自己的' });
    const templated = await create(alice, { name: 'b', template_id: 'caring_friend' });
    const plain = await create(alice, { name: 'c', template_id: '', persona: '' });
    expect(own.persona).to.equal('我自己的');
    expect(templated.persona).to.equal(fromTemplate);
    expect(plain.persona).to.not.equal('').and.not.equal(fromTemplate);
  });

  it('counts the use of a template once for each agent, and lists the most used first', async () => {
    const before = Number(usageOf('efficient_helper'));
    await Promise.all(
      Array.from({ length: 8 }, (_, i) => create(bob, { name: `n${i}`, template_id: 'efficient_helper' })),
    );
    expect(usageOf('efficient_helper')).to.equal(before + 8);
    const { body } = await trial.request('GET', '/api/v1/agents/templates');
    const templates = z.array(z.object({ template_id: z.string(), usage_count: z.number() })).parse(body);
    expect(templates[0]).to.deep.equal({ template_id: 'efficient_helper', usage_count: before + 8 });
    const counts = templates.map(({ usage_count }) => usage_count);
    expect(counts).to.deep.equal([...counts].sort((a, b) => b - a));
  });

  it('does not count a use when the agent could not be written', async () => {
    const failing = await startTrial({
      ...soundSeams,
      write: (table, row) => {
        if (table === 'agents') throw new Error('the disk is full');
        return [row];
      },
    });
    try {
      const user = await failing.register('unlucky');
      const json = { name: 'never', template_id: 'caring_friend' };
      const answer = await failing.request('POST', '/api/v1/agents/', { token: user.access_token, json });
      expect(answer).to.satisfy(refused(500, '创建Agent失败'));
      const used = failing.database.prepare('SELECT sum(usage_count) AS used FROM agent_templates').get();
      expect(used).to.deep.equal({ used: 0 });
    } finally {
      await failing.end();
    }
  });

  for (const [verb, method, json] of [
    ['read', 'GET', undefined],
    ['rename', 'PUT', { name: 'stolen' }],
    ['delete', 'DELETE', undefined],
  ] as const) {
    it(`lets no tenant ${verb} the agent of another, nor the system's own`, async () => {
      const { agent_id } = await create(bob, { name: 'private' });
      for (const id of [agent_id, 'default', 'agent_0000000000000000']) {
        const answer = await trial.request(method, `/api/v1/agents/${id}`, {
          token: alice.access_token,
          json,
        });
        expect(answer, id).to.satisfy(refused(404, 'Agent不存在'));
      }
      expect(await namesOf(bob)).to.include('private');
      expect(
        trial.database.prepare("SELECT name FROM agents WHERE agent_id = 'default'").get(),
      ).to.deep.equal({
        name: 'Default Agent',
      });
    });
  }

  it('renames only to names that could have been given', async () => {
    const { agent_id } = await create(alice, { name: 'kept' });
    for (const name of ['', 'n'.repeat(101)]) {
      const answer = await trial.request('PUT', `/api/v1/agents/${agent_id}`, {
        token: alice.access_token,
        json: { name },
      });
      expect(answer.status, `${name.length} characters`).to.equal(422);
    }
    const stored = trial.database.prepare('SELECT name FROM agents WHERE agent_id = ?').get(agent_id);
    expect(stored).to.deep.equal({ name: 'kept' });
    // 100 characters as people count them: each is two in UTF-16.
    const json = { name: '🦊'.repeat(100) };
    const renamed = await trial.request('PUT', `/api/v1/agents/${agent_id}`, {
      token: alice.access_token,
      json,
    });
    expect(renamed.status).to.equal(200);
  });

  it('lets an enterprise create a template once, and makes it usable', async () => {
    const boss = await trial.register('boss', { tenant_type: 'enterprise' });
    const json = {
      template_id: 'house_style',
      name: '自家',
      persona: '自家人设',
      tags: ['自'],
      default_config: { a: 1 },
    };
    const create_ = (): ReturnType<Trial['request']> =>
      trial.request('POST', '/api/v1/agents/templates', { token: boss.access_token, json });
    const answer = await create_();
    expect(answer.status).to.equal(200);
    expect(answer.body).to.deep.include({
      template_id: 'house_style',
      tags: ['自'],
      default_config: { a: 1 },
      is_system: false,
      created_by: boss.user_info.user_id,
    });
    expect(await create_()).to.satisfy(refused(409, '模板ID已存在'));
    const made = await create(alice, { name: 'x', template_id: 'house_style' });
    expect(made.persona).to.equal('自家人设');
    const shown = await trial.request('GET', '/api/v1/agents/templates/house_style');
    expect(shown.body).to.deep.include({ usage_count: 1 });
  });
});
