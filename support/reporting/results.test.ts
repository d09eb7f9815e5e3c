import { expect } from 'chai';
import { integrationTestResults, type Journey, shortcomings } from './results';
import { CLEAN, FIRST, makeJourney, makeRecord, makeTurn, SECOND, talk, withOne } from './testing/journeys';

describe('The results of a journey', () => {
  it('are a success when everything holds', () => {
    expect(shortcomings(makeJourney())).to.deep.equal([]);
    const { success, errors, user_creation } = integrationTestResults(makeJourney());
    expect({ success, errors, created: user_creation.success }).to.deep.equal({
      success: true,
      errors: [],
      created: true,
    });
  });

  it('are a success at exactly the thresholds', () => {
    const turns = [...Array.from({ length: 9 }, () => makeTurn(3_000)), makeTurn()];
    const dialogues = withOne({});
    const records = dialogues?.records.map((record) => ({ ...record, turns, sent: 10 })) ?? [];
    expect(shortcomings(makeJourney({ dialogues: talk(records) }))).to.deep.equal([]);
  });

  const [lonely = expect.fail('no agent')] = SECOND.agents;
  const failing: [string, Partial<Journey>, RegExp][] = [
    ['an error of the run', { errors: ['the backend died'] }, /^the backend died$/],
    [
      'a user who is missing, though the other has all the agents',
      {
        users: [{ ...FIRST, agents: [...FIRST.agents, ...SECOND.agents] }],
        dialogues: talk([FIRST, SECOND].flatMap((user) => [makeRecord(user, 0), makeRecord(user, 1)])),
      },
      /^1 of 2 users were registered$/,
    ],
    [
      'an agent that is missing',
      {
        users: [FIRST, { ...SECOND, agents: [lonely] }],
        dialogues: talk([makeRecord(FIRST, 0), makeRecord(FIRST, 1), makeRecord(SECOND, 0)]),
      },
      /^3 of 4 agents were created$/,
    ],
    ['no dialogue at all', { dialogues: undefined }, /^no dialogue took place$/],
    [
      'one dialogue of four with an error',
      { dialogues: withOne({ error: 'the connection was lost', completed: false }) },
      /^testuser_2_agent_2: the connection was lost$/,
    ],
    [
      'too few answers, a single dialogue being silent',
      { dialogues: withOne({ turns: [makeTurn(), makeTurn()] }) },
      /^75\.0 % of the messages were answered; at least 90\.0 % must be\. Likely causes:\n {2}1\. the agent chose to stay silent\n/,
    ],
    [
      'replies that are too slow, a single dialogue being so',
      { dialogues: withOne({ turns: [makeTurn(3_001), makeTurn(3_001)] }) },
      /^95 of 100 first replies came within 3001 ms; the limit is 3000 ms$/,
    ],
    [
      'a clean-up that left something',
      { cleanup: { ...CLEAN, cleanup_completed: false } },
      /^the clean-up is not complete$/,
    ],
    ['a clean-up that did not come to pass', { cleanup: null }, /^the clean-up is not complete$/],
  ];
  for (const [what, given, sentence] of failing) {
    it(`are no success for ${what}, and say so`, () => {
      const { success, errors } = integrationTestResults(makeJourney(given));
      expect(success).to.equal(false);
      expect(errors).to.have.length(1);
      expect(errors[0]).to.match(sentence);
    });
  }

  it('are no success when an agent was never spoken to', () => {
    const { success, errors } = integrationTestResults(
      makeJourney({ dialogues: talk([makeRecord(FIRST, 0), makeRecord(FIRST, 1)]) }),
    );
    expect(success).to.equal(false);
    expect(errors).to.deep.equal(['2 of 4 agents were spoken to']);
  });

  it('are no success without a message, whatever share must be answered', () => {
    const silent = [FIRST, SECOND].flatMap((user) =>
      user.agents.map((_, index) => makeRecord(user, index, { turns: [] })),
    );
    const thresholds = { leastAnsweredShare: 0, p95LimitMs: 3_000 };
    const { success, errors } = integrationTestResults(makeJourney({ dialogues: talk(silent), thresholds }));
    expect(success).to.equal(false);
    expect(errors).to.deep.equal(['no message was acknowledged']);
  });

  it('list all shortcomings at once', () => {
    const journey = makeJourney({ users: [], dialogues: undefined, cleanup: null, errors: ['first'] });
    expect(shortcomings(journey)).to.have.length(5);
  });

  it('are a success without a clean-up where none was asked for', () => {
    const parameters = { userCount: 2, agentsPerUser: 2, cleanupAfter: false };
    const { success, cleanup } = integrationTestResults(makeJourney({ parameters, cleanup: null }));
    expect({ success, cleanup }).to.deep.equal({ success: true, cleanup: null });
  });

  it('measure over messages, not over dialogues', () => {
    const dialogues = talk([
      makeRecord(FIRST, 0, { turns: [makeTurn(100), makeTurn(200), makeTurn(300)] }),
      makeRecord(FIRST, 1, { turns: [makeTurn(1_000, 3), makeTurn()] }),
    ]);
    const section = integrationTestResults(makeJourney({ dialogues })).websocket_tests;
    expect(section).to.include({
      total_scenarios: 2,
      total_messages_sent: 5,
      total_messages_received: 6,
      answered_messages: 4,
      answered_share: 0.8,
      average_response_time: 0.4,
    });
    expect(section?.seconds_to_first_reply).to.deep.equal({
      count: 4,
      mean: 0.4,
      p50: 0.2,
      p95: 1,
      p99: 1,
      max: 1,
    });
    expect(section?.scenarios.map((each) => each.average_response_time)).to.deep.equal([0.2, 1]);
    expect(section?.scenarios.map((each) => each.messages_received)).to.deep.equal([3, 3]);
  });

  it('count connections and dialogues that succeeded, each for itself', () => {
    const section = integrationTestResults(
      makeJourney({
        dialogues: withOne({ connected: false, completed: false, turns: [], error: 'refused' }),
      }),
    ).websocket_tests;
    expect(section).to.include({
      successful_connections: 3,
      successful_conversations: 3,
      total_scenarios: 4,
    });
    const unfinished = integrationTestResults(makeJourney({ dialogues: withOne({ completed: false }) }));
    expect(unfinished.websocket_tests).to.include({ successful_connections: 4, successful_conversations: 3 });
    expect(section?.scenarios.at(-1)).to.include({
      scenario_name: 'testuser_2 - testuser_2_agent_2',
      connected: false,
      conversation_completed: false,
      error: 'refused',
    });
  });

  it('have null where nothing was measured', () => {
    const turns = [makeTurn(), makeTurn()];
    const silent = talk(
      [FIRST, SECOND].flatMap((user) => user.agents.map((_, index) => makeRecord(user, index, { turns }))),
    );
    const section = integrationTestResults(makeJourney({ dialogues: silent })).websocket_tests;
    expect(section).to.include({
      average_response_time: null,
      answered_share: 0,
      total_messages_received: 0,
    });
    expect(section?.seconds_to_first_reply).to.deep.equal({
      count: 0,
      mean: null,
      p50: null,
      p95: null,
      p99: null,
      max: null,
    });
    for (const scenario of section?.scenarios ?? []) expect(scenario.average_response_time).to.equal(null);
    const nothing = integrationTestResults(makeJourney({ dialogues: talk([]) })).websocket_tests;
    expect(nothing).to.include({ average_response_time: null, answered_share: null });
  });
});
