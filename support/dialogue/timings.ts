import { max, mean } from 'simple-statistics';

/** A distribution of times in milliseconds; all null where there was nothing to measure. */
export interface Summary {
  readonly count: number;
  readonly mean: number | null;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly max: number | null;
}

/** What the timings of a turn need to know of it. */
export interface MeasuredTurn {
  readonly receiptMs: number;
  readonly firstReplyMs?: number;
  readonly answered: boolean;
}

export interface DialogueMeasures {
  /** From sending a message to its receipt. */
  readonly toReceipt: Summary;
  /** From sending a message to the first reply; unanswered messages do not count. */
  readonly toFirstReply: Summary;
  readonly sent: number;
  readonly answered: number;
  /** Between 0 and 1; null when nothing was sent. */
  readonly answeredShare: number | null;
}

// A percentile that was really measured: simple-statistics would interpolate between two messages.
function nearestRank(sorted: readonly number[], percent: number): number | null {
  return sorted[Math.ceil((percent * sorted.length) / 100) - 1] ?? null;
}

/** Count, mean, nearest-rank percentiles and maximum of times in milliseconds, one for each message. */
export function summarize(samplesMs: readonly number[]): Summary {
  if (samplesMs.length === 0) return { count: 0, mean: null, p50: null, p95: null, p99: null, max: null };
  const sorted = samplesMs.toSorted((a, b) => a - b);
  return {
    count: sorted.length,
    mean: mean(sorted),
    p50: nearestRank(sorted, 50),
    p95: nearestRank(sorted, 95),
    p99: nearestRank(sorted, 99),
    max: max(sorted),
  };
}

/** The timings and the answered share of turns, of however many conversations, counted by message. */
export function measureTurns(turns: readonly MeasuredTurn[]): DialogueMeasures {
  const answered = turns.filter((turn) => turn.answered).length;
  return {
    toReceipt: summarize(turns.map((turn) => turn.receiptMs)),
    toFirstReply: summarize(
      turns.flatMap((turn) => (turn.firstReplyMs === undefined ? [] : [turn.firstReplyMs])),
    ),
    sent: turns.length,
    answered,
    answeredShare: turns.length === 0 ? null : answered / turns.length,
  };
}
