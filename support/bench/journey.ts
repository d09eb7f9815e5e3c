import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { medianSorted } from 'simple-statistics';
import { startSandbox } from '../backends';
import { Ledger } from '../cleanup';
import { Configurator } from '../configurator';
import { runWebSocketTests } from '../journey/dialogue-tests';
import { makeTag, NameGiver } from '../journey/names';
import { createTestScenario } from '../journey/test-scenario';
import { STANDARD_SETTINGS } from '../settings/specification';
import { bareJourney, type Size } from './bare-client';

const SIZE: Size = { users: 3, agents: 2, messages: 4 };
const ROUNDS = 9;
const WARM_UP_ROUNDS = 2;
const LIMIT = 1.3;

/**
 * How much longer a journey takes with the suite than with a bare client, on the same sandbox, in turns.
 * The settle time is 0 for both: a first reply ends a turn. Neither purges.
 */
async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'maimbot-bench-'));
  const backends = await startSandbox({
    database: path.join(folder, 'MaiBot.db'),
    logs: folder,
    configPort: 0,
    replyPort: 0,
    startTimeoutMs: STANDARD_SETTINGS.startTimeoutMs,
  });
  const { configUrl, replyUrl } = backends;
  try {
    const ledger = Ledger.create(path.join(folder, 'ledger.jsonl'), {
      runId: 'bench',
      databasePath: backends.database,
      mode: 'sandbox',
      urls: { configurator: configUrl, reply: replyUrl },
      prefix: 'bench',
      startedAt: new Date().toISOString(),
    });
    const suiteJourney = async (): Promise<number> => {
      const configurator = new Configurator({
        baseUrl: configUrl,
        timeoutMs: STANDARD_SETTINGS.requestTimeoutMs,
      });
      const names = new NameGiver('bench', makeTag(), 'testpass123');
      const { users } = await createTestScenario({
        configurator,
        ledger,
        names,
        userCount: SIZE.users,
        agentsPerUser: SIZE.agents,
      });
      const settings = { messages: SIZE.messages, settleMs: 0 };
      const { measures } = await runWebSocketTests({ users, replyUrl, settings });
      return measures.answered;
    };
    const bare = async (): Promise<number> => bareJourney(configUrl, replyUrl, `bare_${makeTag()}`, SIZE);

    const times = { suite: [] as number[], bare: [] as number[] };
    for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round += 1) {
      const measured = { suite: await time(suiteJourney), bare: await time(bare) };
      if (round < 0) continue;
      times.suite.push(measured.suite);
      times.bare.push(measured.bare);
    }
    report(median(times.suite), median(times.bare));
  } finally {
    await backends.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Milliseconds of one journey; a journey in which a message stayed unanswered does not count. */
async function time(journey: () => Promise<number>): Promise<number> {
  const began = performance.now();
  const answered = await journey();
  const took = performance.now() - began;
  const expected = SIZE.users * SIZE.agents * SIZE.messages;
  if (answered !== expected)
    throw new Error(`${answered} of ${expected} messages were answered: nothing to compare`);
  return took;
}

function median(samples: readonly number[]): number {
  return medianSorted([...samples].sort((a, b) => a - b));
}

function report(suiteMs: number, bareMs: number): void {
  const ratio = suiteMs / bareMs;
  process.stdout.write(
    [
      `a journey of ${SIZE.users} users × ${SIZE.agents} agents × ${SIZE.messages} messages, medians of ${ROUNDS}, in turns:`,
      `  the suite      ${suiteMs.toFixed(0)} ms`,
      `  a bare client  ${bareMs.toFixed(0)} ms`,
      `  ratio          ${ratio.toFixed(2)} (limit ${LIMIT})`,
      '',
    ].join('\n'),
  );
  process.exitCode = ratio <= LIMIT ? 0 : 1;
}

void main();
