import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { integrationTestResults, writeResults } from './results';
import { makeJourney } from './testing/journeys';

/** The keys of the older system, as its users read them (contract: result-files). */
const KEYS = {
  '': 'test_id start_time end_time duration_seconds parameters servers_started user_creation websocket_tests cleanup success errors',
  parameters: 'user_count agents_per_user cleanup_after',
  user_creation: 'success users_created agents_created test_data',
  'user_creation.test_data': 'users agents',
  'user_creation.test_data.users.0': 'username tenant_id user_id agents',
  'user_creation.test_data.users.0.agents.0': 'agent_id name template_id',
  'user_creation.test_data.agents.0': 'agent_id name tenant_id template_id',
  websocket_tests:
    'total_scenarios successful_connections successful_conversations total_messages_sent total_messages_received average_response_time scenarios',
  'websocket_tests.scenarios.0':
    'scenario_name user agent connected conversation_completed messages_sent messages_received average_response_time start_time end_time error',
  cleanup: 'cleanup_completed timestamp users chat_history total_errors cleanup_log',
  'cleanup.users': 'users_cleaned agents_cleaned sessions_cleaned errors',
  'cleanup.chat_history': 'messages_cleaned chat_streams_cleaned errors',
};

describe('The results file', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'results-'))));
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const read = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));

  it('has every key of the older system, also where there is no value', () => {
    const file = writeResults(folder, integrationTestResults(makeJourney()));
    for (const [at, keys] of Object.entries(KEYS)) {
      const part = at === '' ? read(file) : at.split('.').reduce(member, read(file));
      expect(part, at).to.include.all.keys(keys.split(' '));
    }
  });

  it('is called by the test, and its times are ISO 8601 and seconds', () => {
    const file = writeResults(path.join(folder, 'new'), integrationTestResults(makeJourney()));
    expect(file).to.equal(path.join(folder, 'new', 'integration_test_results_test_20261122_160530.json'));
    expect(read(file)).to.include({
      test_id: 'test_20261122_160530',
      start_time: '2026-11-22T08:05:30.000Z',
      end_time: '2026-11-22T08:05:42.500Z',
      duration_seconds: 12.5,
    });
  });

  it('is never overwritten: that of another test of the same second gets a number', () => {
    const [one, other] = [makeJourney(), makeJourney({ errors: ['another test'] })];
    const first = writeResults(folder, integrationTestResults(one));
    const before = readFileSync(first, 'utf8');
    const further = writeResults(folder, integrationTestResults(other));
    expect(readFileSync(first, 'utf8')).to.equal(before);
    expect(path.basename(further)).to.equal('integration_test_results_test_20261122_160530_2.json');
    expect(read(further)).to.deep.include({ errors: ['another test'] });
  });

  it('holds no secret, even if an error does', () => {
    const key = `mb_${'k'.repeat(43)}`;
    const file = writeResults(folder, integrationTestResults(makeJourney({ errors: [`refused: ${key}`] })));
    const text = readFileSync(file, 'utf8');
    expect(text).to.contain('refused: ‹masked›');
    expect(text).to.not.contain(key);
  });
});

function member(value: unknown, key: string): unknown {
  return (value as Readonly<Record<string, unknown>>)[key];
}
