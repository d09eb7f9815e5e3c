import path from 'node:path';
import { describeMentions } from '../cleanup';
import type { IntegrationTestResults } from '../reporting';
import { INTERRUPTED, type JourneyRun } from '../run/integration-test';
import { rowsRemoved } from '../run/run';

/** The summary of a journey, for people: what was asked for, what came of it, and whether all of it held. */
export function describeJourney({ results, file, cleanupReport, run, ending }: JourneyRun): string[] {
  const { parameters, user_creation: made, success, errors } = results;
  const rows: [string, string][] = [
    ['test', `${results.test_id}, ${results.duration_seconds.toFixed(1)} s`],
    ['users', `${made.users_created} of ${parameters.user_count}`],
    ['agents', `${made.agents_created} of ${parameters.user_count * parameters.agents_per_user}`],
    ...describeDialogues(results),
    ['clean-up', describeCleanup(results, ending?.usersLeft ?? 0, run.id)],
    ...(ending?.cameBack === undefined
      ? []
      : ([
          [
            'second look',
            `${ending.cameBack} rows had come back; the reply backend runs on: npm run purge -- --run ${run.id} looks again`,
          ],
        ] as [string, string][])),
    ['results', shown(file)],
    ...(cleanupReport === undefined ? [] : ([['report', shown(cleanupReport)]] as [string, string][])),
  ];
  const line = '─'.repeat(60);
  return [
    line,
    ...rows.map(([name, value]) => `${name.padEnd(15)} ${value}`),
    line,
    success ? 'SUCCESS: everything held' : 'FAILED:',
    ...(errors.includes(INTERRUPTED) ? [INTERRUPTED] : errors).map(
      (error) => `  ${error.split('\n').join('\n  ')}`,
    ),
  ];
}

function describeDialogues({
  websocket_tests: tests,
  parameters,
}: IntegrationTestResults): [string, string][] {
  const all = parameters.user_count * parameters.agents_per_user;
  if (!tests) return [['dialogues', `none of ${all}`]];
  const { seconds_to_first_reply: first, answered_share: share } = tests;
  const seconds = (value: number | null): string => (value === null ? '–' : `${value.toFixed(3)} s`);
  return [
    ['connections', `${tests.successful_connections} of ${tests.total_scenarios}`],
    ['conversations', `${tests.successful_conversations} of ${tests.total_scenarios}`],
    [
      'messages',
      `${tests.total_messages_sent} sent, ${tests.answered_messages} answered (${share === null ? '–' : `${(share * 100).toFixed(1)} %`}), ${tests.total_messages_received} replies`,
    ],
    [
      'first reply',
      `mean ${seconds(first.mean)}, p50 ${seconds(first.p50)}, p95 ${seconds(first.p95)}, max ${seconds(first.max)}`,
    ],
    [
      'agreed',
      `at least ${(tests.thresholds.least_answered_share * 100).toFixed(0)} % answered, p95 within ${seconds(tests.thresholds.p95_limit_seconds)}`,
    ],
  ];
}

function describeCleanup(
  { cleanup, parameters }: IntegrationTestResults,
  usersLeft: number,
  id: string,
): string {
  const again = `npm run purge -- --run ${id}`;
  if (!parameters.cleanup_after) return `off: ${usersLeft} users are left; to remove them: ${again}`;
  if (!cleanup) return `FAILED; the ledger is kept, to try again: ${again}`;
  const found = cleanup.cleanup_completed
    ? 'nothing is left'
    : `${cleanup.total_errors} traces are LEFT: ${again}`;
  return `${rowsRemoved(cleanup)} rows of ${Object.keys(cleanup.tables).length} tables removed, ${found}${describeMentions(cleanup.beside)}`;
}

function shown(file: string): string {
  const relative = path.relative(process.cwd(), file);
  return relative.startsWith('..') ? file : relative;
}
