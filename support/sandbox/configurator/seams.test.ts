import { expect } from 'chai';
import { knownDifferences } from '../conformance/known-differences';
import { replayExchanges } from '../conformance/replay';
import { soundSeams, type Seams } from '../seams';
import { CONFIGURATOR_CHECKS, ENDPOINTS } from './seam-names';
import { startTrial } from './testing/trial';

/** The tables that the configurator writes new rows into. */
const WRITTEN = ['tenant_users', 'user_sessions', 'agents', 'agent_templates'];

const READ = [
  'signing-key',
  'token.claims',
  'tenant.scope',
  'agents.list',
  'templates.list',
  'tenant.stats',
  'agent.persona',
  'template.usage-step',
  'agent.changes',
  'tenant.changes',
  'login.changes',
  'logout.sessions',
  'agent.removed',
];

describe('the seams of the configurator', () => {
  it('are all passed when the recorded requests are replayed, and the answer of every endpoint with them', async () => {
    const passed = { check: new Set(), read: new Set(), write: new Set(), answer: new Set() };
    const spy: Seams = {
      ...soundSeams,
      check: (name, verdict) => {
        passed.check.add(name);
        return verdict;
      },
      read: (name, value) => {
        passed.read.add(name);
        return value;
      },
      write: (table, row) => {
        passed.write.add(table);
        return [row];
      },
      answer: (endpoint, answer) => {
        passed.answer.add(endpoint);
        return answer;
      },
    };
    const trial = await startTrial(spy);
    try {
      const { baseUrl, signingKey } = trial;
      await replayExchanges({ baseUrl, signingKey, allowed: knownDifferences });
      await trial.request('GET', '/openapi.json');
    } finally {
      await trial.end();
    }
    expect([...passed.check]).to.have.members(CONFIGURATOR_CHECKS);
    expect([...passed.read]).to.have.members([...READ, 'store.schema']);
    expect([...passed.write]).to.have.members(WRITTEN);
    expect([...passed.answer]).to.have.members(ENDPOINTS);
  });

  it('can show a tenant everybody else’s agents and counts', async () => {
    const trial = await startTrial({
      ...soundSeams,
      read: (name, value) => (name === 'tenant.scope' ? (null as typeof value) : value),
    });
    try {
      const { access_token: token } = await trial.register('curious');
      const list = await trial.request('GET', '/api/v1/agents/', { token });
      expect(JSON.stringify(list.body)).to.contain('Default Agent');
      const stats = await trial.request('GET', '/api/v1/tenant/stats', { token });
      expect(stats.body).to.deep.include({ total_agents: 1 });
    } finally {
      await trial.end();
    }
  });
});
