import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { mean } from 'simple-statistics';
import { mask } from '../basics/secrets';
import type { CleanupSection } from '../cleanup';
import { causesOfSilence, type DialogueMeasures, type Summary, type Turn } from '../dialogue';
import type { DialogueSection, Distribution, IntegrationTestResults } from './results-file';

interface Agent {
  readonly agentId: string;
  readonly name: string;
  readonly tenantId: string;
  readonly templateId: string | undefined;
}

interface User {
  readonly username: string;
  readonly tenantId: string;
  readonly userId: string;
  readonly agents: readonly Agent[];
}

/** What came of one dialogue between a user and an agent. */
export interface DialogueRecord {
  readonly user: User;
  readonly agent: Agent;
  readonly began: Date;
  readonly ended: Date;
  /** The server acknowledged a message on the connection. */
  readonly connected: boolean;
  /** Every message was acknowledged, and enough of them were answered by this agent. */
  readonly completed: boolean;
  readonly turns: readonly Turn[];
  readonly sent: number;
  readonly error: string | undefined;
  /** Every frame, masked, for the evidence of a failure. */
  readonly transcript: string;
}

export interface DialogueResults {
  readonly records: readonly DialogueRecord[];
  /** Over messages, not averages of averages. */
  readonly measures: DialogueMeasures;
}

/** What a whole journey must reach to be a success. */
export interface Thresholds {
  readonly leastAnsweredShare: number;
  readonly p95LimitMs: number;
}

/** Everything that a journey knows about itself when it ends. */
export interface Journey {
  readonly testId: string;
  readonly began: Date;
  readonly ended: Date;
  readonly parameters: {
    readonly userCount: number;
    readonly agentsPerUser: number;
    readonly cleanupAfter: boolean;
  };
  readonly serversStarted: boolean;
  readonly expectedUsers: number;
  readonly users: readonly User[];
  readonly dialogues: DialogueResults | undefined;
  readonly thresholds: Thresholds;
  readonly cleanup: CleanupSection | null;
  readonly errors: readonly string[];
}

/** What keeps a journey from being a success, a sentence each; empty when it is one. */
export function shortcomings(journey: Journey): string[] {
  const { dialogues, thresholds, parameters, cleanup } = journey;
  const found = [...journey.errors];
  const expectedAgents = journey.expectedUsers * parameters.agentsPerUser;
  const agents = journey.users.flatMap((user) => user.agents);
  if (journey.users.length < journey.expectedUsers)
    found.push(`${journey.users.length} of ${journey.expectedUsers} users were registered`);
  if (agents.length < expectedAgents) found.push(`${agents.length} of ${expectedAgents} agents were created`);
  if (!dialogues) found.push('no dialogue took place');
  else {
    for (const { agent, error } of dialogues.records)
      if (error !== undefined) found.push(`${agent.name}: ${error}`);
    const spokenTo = new Set(dialogues.records.map(({ agent }) => agent.agentId));
    const reached = agents.filter(({ agentId }) => spokenTo.has(agentId)).length;
    if (reached < agents.length) found.push(`${reached} of ${agents.length} agents were spoken to`);
    const { answeredShare, toFirstReply } = dialogues.measures;
    if (answeredShare === null) found.push('no message was acknowledged');
    else if (answeredShare < thresholds.leastAnsweredShare) {
      found.push(
        [
          `${percent(answeredShare)} of the messages were answered; at least ${percent(thresholds.leastAnsweredShare)} must be. Likely causes:`,
          ...causesOfSilence(answeredShare > 0).map((cause, index) => `  ${index + 1}. ${cause}`),
        ].join('\n'),
      );
    }
    if (toFirstReply.p95 !== null && toFirstReply.p95 > thresholds.p95LimitMs) {
      found.push(
        `95 of 100 first replies came within ${toFirstReply.p95.toFixed(0)} ms; the limit is ${thresholds.p95LimitMs} ms`,
      );
    }
  }
  if (parameters.cleanupAfter && !cleanup?.cleanup_completed) found.push('the clean-up is not complete');
  return found;
}

/** The content of the results file. */
export function integrationTestResults(journey: Journey): IntegrationTestResults {
  const { dialogues, users, parameters } = journey;
  const agents = users.flatMap((user) => user.agents);
  const errors = shortcomings(journey);
  return {
    test_id: journey.testId,
    start_time: journey.began.toISOString(),
    end_time: journey.ended.toISOString(),
    duration_seconds: (journey.ended.getTime() - journey.began.getTime()) / 1000,
    parameters: {
      user_count: parameters.userCount,
      agents_per_user: parameters.agentsPerUser,
      cleanup_after: parameters.cleanupAfter,
    },
    servers_started: journey.serversStarted,
    user_creation: {
      success:
        users.length === journey.expectedUsers &&
        agents.length === journey.expectedUsers * parameters.agentsPerUser,
      users_created: users.length,
      agents_created: agents.length,
      test_data: {
        users: users.map((user) => ({
          username: user.username,
          tenant_id: user.tenantId,
          user_id: user.userId,
          agents: user.agents.map(({ agentId, name, templateId }) => ({
            agent_id: agentId,
            name,
            template_id: templateId ?? null,
          })),
        })),
        agents: agents.map(({ agentId, name, tenantId, templateId }) => ({
          agent_id: agentId,
          name,
          tenant_id: tenantId,
          template_id: templateId ?? null,
        })),
      },
    },
    websocket_tests: dialogues ? dialogueSection(dialogues, journey.thresholds) : null,
    cleanup: journey.cleanup,
    success: errors.length === 0,
    errors,
  };
}

function dialogueSection({ records, measures }: DialogueResults, thresholds: Thresholds): DialogueSection {
  const received = records.map((record) => record.turns.reduce((sum, turn) => sum + turn.replies.length, 0));
  return {
    total_scenarios: records.length,
    successful_connections: records.filter((record) => record.connected).length,
    successful_conversations: records.filter((record) => record.completed).length,
    total_messages_sent: records.reduce((sum, record) => sum + record.sent, 0),
    total_messages_received: received.reduce((sum, count) => sum + count, 0),
    average_response_time: seconds(measures.toFirstReply.mean),
    answered_messages: measures.answered,
    answered_share: measures.answeredShare,
    thresholds: {
      least_answered_share: thresholds.leastAnsweredShare,
      p95_limit_seconds: thresholds.p95LimitMs / 1000,
    },
    seconds_to_receipt: inSeconds(measures.toReceipt),
    seconds_to_first_reply: inSeconds(measures.toFirstReply),
    scenarios: records.map((record, index) => ({
      scenario_name: `${record.user.username} - ${record.agent.name}`,
      user: record.user.username,
      agent: record.agent.name,
      connected: record.connected,
      conversation_completed: record.completed,
      messages_sent: record.sent,
      messages_received: received[index] ?? 0,
      average_response_time: averageResponseTime(record.turns),
      start_time: record.began.toISOString(),
      end_time: record.ended.toISOString(),
      error: record.error ?? null,
    })),
  };
}

/** Mean seconds to the first reply over the answered messages; null where none was answered. */
function averageResponseTime(turns: readonly Turn[]): number | null {
  const times = turns.flatMap((turn) => (turn.firstReplyMs === undefined ? [] : [turn.firstReplyMs]));
  return times.length === 0 ? null : seconds(mean(times));
}

function inSeconds({ count, mean: average, p50, p95, p99, max }: Summary): Distribution {
  return {
    count,
    mean: seconds(average),
    p50: seconds(p50),
    p95: seconds(p95),
    p99: seconds(p99),
    max: seconds(max),
  };
}

function seconds(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms) / 1000;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/**
 * Writes the results file into a folder and returns its path, secrets masked.
 * That of another test of the same second gets a number at the end: none is overwritten.
 */
export function writeResults(folder: string, results: IntegrationTestResults): string {
  mkdirSync(folder, { recursive: true });
  const name = `integration_test_results_${results.test_id}`;
  const content = mask(`${JSON.stringify(results, undefined, 2)}\n`);
  for (let number = 1; ; number += 1) {
    const file = path.join(folder, number === 1 ? `${name}.json` : `${name}_${number}.json`);
    try {
      writeFileSync(file, content, { flag: 'wx' });
      return file;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}
