import type { CleanupSection } from '../cleanup';

/** Seconds over messages; null where nothing was measured. */
export interface Distribution {
  readonly count: number;
  readonly mean: number | null;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly max: number | null;
}

interface ListedAgent {
  readonly agent_id: string;
  readonly name: string;
  readonly template_id: string | null;
}

/** `websocket_tests` of the results file; durations in seconds. */
export interface DialogueSection {
  /** Pairs of a user and an agent. */
  readonly total_scenarios: number;
  /** Connections on which the server acknowledged a message. */
  readonly successful_connections: number;
  /** Dialogues in which every message was acknowledged, and enough of them answered by the right agent. */
  readonly successful_conversations: number;
  readonly total_messages_sent: number;
  /** Replies; a long answer that came in parts counts once for each part. */
  readonly total_messages_received: number;
  /** Mean time to the first reply over all answered messages; null where none was answered. */
  readonly average_response_time: number | null;
  readonly answered_messages: number;
  readonly answered_share: number | null;
  readonly thresholds: { readonly least_answered_share: number; readonly p95_limit_seconds: number };
  readonly seconds_to_receipt: Distribution;
  readonly seconds_to_first_reply: Distribution;
  readonly scenarios: readonly {
    readonly scenario_name: string;
    readonly user: string;
    readonly agent: string;
    readonly connected: boolean;
    readonly conversation_completed: boolean;
    readonly messages_sent: number;
    readonly messages_received: number;
    readonly average_response_time: number | null;
    readonly start_time: string;
    readonly end_time: string;
    readonly error: string | null;
  }[];
}

/** `integration_test_results_<id>.json`: the keys of the older system with honest meanings (contract: result-files). */
export interface IntegrationTestResults {
  /** `test_<YYYYMMDD>_<HHMMSS>`. */
  readonly test_id: string;
  /** ISO 8601, as every time in this file. */
  readonly start_time: string;
  readonly end_time: string;
  readonly duration_seconds: number;
  readonly parameters: {
    readonly user_count: number;
    readonly agents_per_user: number;
    readonly cleanup_after: boolean;
  };
  readonly servers_started: boolean;
  readonly user_creation: {
    /** Every user and every agent that was asked for exists. */
    readonly success: boolean;
    readonly users_created: number;
    readonly agents_created: number;
    readonly test_data: {
      readonly users: readonly {
        readonly username: string;
        readonly tenant_id: string;
        readonly user_id: string;
        readonly agents: readonly ListedAgent[];
      }[];
      readonly agents: readonly (ListedAgent & { readonly tenant_id: string })[];
    };
  };
  /** Null where no dialogue took place. */
  readonly websocket_tests: DialogueSection | null;
  /** Null where cleaning is off, or did not come to pass. */
  readonly cleanup: CleanupSection | null;
  /** Everything held: no error below. */
  readonly success: boolean;
  /** What did not hold, a sentence each. */
  readonly errors: readonly string[];
}
