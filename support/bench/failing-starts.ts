import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { markdownTable } from 'markdown-table';
import { max, median } from 'simple-statistics';
import { messageOf } from '../basics/errors';
import { startMaimbot } from '../backends';
import { FAILING_STARTS, type FailingStart } from '../backends/testing/failing-starts';
import { FakeCheckout } from '../backends/testing/fake-checkout';

const ROUNDS = 5;

/** Milliseconds that a start may take here: what is told only then was not recognized. */
const TIME_OUT_MS = 5_000;

/** Milliseconds within which a start that cannot succeed must be told. */
const LIMIT_MS = 1_000;

/** A process that says nothing about why it does not serve: only the time-out tells, so its figure is that of every start without recognition. */
const UNRECOGNIZED = {
  what: 'prints nothing that is known',
  name: 'reply',
  act: 'silence',
  message: /waited \d+ ms for the reply backend/,
} as const satisfies FailingStart;

/**
 * Milliseconds from the moment in which a process prints why it will never serve until the suite has said so and
 * ended the other one.
 */
async function timeToTell({ name, act, message, missing }: FailingStart): Promise<number> {
  const checkout = await FakeCheckout.make({ [name]: act });
  const logs = mkdtempSync(path.join(tmpdir(), 'starts-'));
  try {
    if (missing !== undefined) checkout.without(missing);
    const { home, python, configPort, replyPort, database } = checkout;
    const told = await startMaimbot({
      home,
      python,
      configPort,
      replyPort,
      database,
      logs,
      startTimeoutMs: TIME_OUT_MS,
    }).then(() => 'it serves', messageOf);
    const milliseconds = Date.now() - checkout.saidAt;
    if (!message.test(told)) throw new Error(`expected ${String(message)}, and was told: ${told}`);
    return milliseconds;
  } finally {
    checkout.remove();
    rmSync(logs, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function main(): Promise<void> {
  const rows: string[][] = [];
  let slowest = 0;
  for (const start of [...FAILING_STARTS, UNRECOGNIZED]) {
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) times.push(await timeToTell(start));
    if (start !== UNRECOGNIZED) slowest = Math.max(slowest, max(times));
    rows.push([`a checkout that ${start.what}`, median(times).toFixed(0), max(times).toFixed(0)]);
  }
  process.stdout.write(`${markdownTable([['start', 'told after ms (median)', 'ms (max)'], ...rows])}\n`);
  process.stdout.write(
    `\n${ROUNDS} rounds; the last line shows what a start costs that only a time-out of ${TIME_OUT_MS} ms ends\nslowest of the others: ${slowest.toFixed(0)} ms, limit ${LIMIT_MS} ms\n`,
  );
  process.exitCode = slowest < LIMIT_MS ? 0 : 1;
}

void main();
