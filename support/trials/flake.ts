import { randomInt } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { runCommand, wholeNumber } from './command';
import { readFeatures } from './features';
import { type Attempt, waverings } from './steadiness';
import { ROOT, runSuite } from './suite-run';

/** Milliseconds that one run may take. */
const DEADLINE_MS = 900_000;

/** How the runs take turns. */
const WORKERS: readonly (readonly string[])[] = [[], ['--parallel', '2'], [], ['--parallel', '4']];

const REPORTS = path.join(ROOT, 'reports');

/** `npm run flake`: runs the whole suite again and again on the sound sandbox and says what was not green each time. */
async function flake({ runs }: { readonly runs: number }): Promise<boolean> {
  const scenarios = readFeatures(ROOT);
  const attempts: Attempt[] = [];
  for (let i = 0; i < runs; i += 1) {
    const args = ['--order', `random:${randomInt(1, 100_000)}`, ...(WORKERS[i % WORKERS.length] ?? [])];
    const reports = path.join(REPORTS, 'flake', String(i + 1));
    mkdirSync(reports, { recursive: true });
    const run = await runSuite({ args, variables: {}, reports, deadlineMs: DEADLINE_MS });
    const attempt = { args, exitCode: run.exitCode, timedOut: run.timedOut, scenarios: run.scenarios };
    attempts.push(attempt);
    const red = waverings(scenarios, [attempt]);
    const seconds = (run.durationMs / 1000).toFixed(0);
    say(
      `[${i + 1}/${runs}] ${red.length === 0 ? 'green' : `RED (${red.length})`}, ${run.scenarios.length} scenarios in ${seconds} s: ${args.join(' ')}`,
    );
    // What a green run has written proves nothing more.
    if (red.length === 0) rmSync(reports, { recursive: true, force: true, maxRetries: 5 });
  }
  const found = waverings(scenarios, attempts);
  writeFileSync(path.join(REPORTS, 'flake.json'), `${JSON.stringify({ runs, wavered: found }, null, 2)}\n`);
  say(
    found.length === 0
      ? `\nnone of ${scenarios.length} scenarios wavered in ${runs} runs`
      : `\nwavered: ${found.length}, their reports are kept in reports/flake`,
  );
  for (const { title, occasions } of found) say(`  ${title}\n    ${occasions.join('\n    ')}`);
  return found.length === 0;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

const command = new Command('flake')
  .description('run the whole suite again and again in random order, serial and parallel in turns')
  .option('--runs <n>', 'how many runs', wholeNumber(1, 1000), 20);

void runCommand(command, async () => flake(command.opts()));
