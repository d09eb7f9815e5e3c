import { randomInt } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { markdownTable } from 'markdown-table';
import pMap from 'p-map';
import { chooseBlow } from './blow';
import { playRound, type Round } from './chaos-round';
import { runCommand, wholeNumber } from './command';
import { ROOT } from './suite-run';

interface Options {
  readonly rounds: number;
  readonly seed: number;
  readonly parallel: number;
  readonly from: number;
}

/** `npm run chaos`: kills runs at random and looks whether anything is left, missing or unreadable afterwards. */
async function chaos({ rounds, seed, parallel, from }: Options): Promise<boolean> {
  say(`seed ${seed}`);
  let done = 0;
  const numbers = Array.from({ length: rounds }, (_, index) => from + index);
  const played = await pMap(
    numbers,
    async (number) => {
      const round = await playRound(chooseBlow(seed, number));
      done += 1;
      say(`[${done}/${rounds}] ${cellsOf(number, round).join('  ')}`);
      for (const fault of round.faults.slice(0, 20)) say(`    ${fault}`);
      if (round.folder !== undefined) say(`    see ${round.folder}`);
      return { number, round };
    },
    { concurrency: parallel },
  );
  const table = markdownTable([
    [
      'round',
      'run',
      'hit',
      'signal',
      'at ms',
      'landed',
      'exit',
      'report says interrupted',
      'clean after ms',
      'verdict',
    ],
    ...played.map(({ number, round }) => cellsOf(number, round)),
  ]);
  mkdirSync(path.join(ROOT, 'reports'), { recursive: true });
  writeFileSync(path.join(ROOT, 'reports', 'chaos.md'), `seed ${seed}\n\n${table}\n`);
  const bad = played.filter(({ round }) => round.faults.length > 0);
  const landed = played.filter(({ round }) => round.landed).length;
  say(`\n${table}\n`);
  say(
    `chaos: ${played.length - bad.length} of ${played.length} rounds clean, ${landed} blows landed (seed ${seed}); again: npm run chaos -- --seed ${seed} --rounds ${rounds}`,
  );
  for (const { number } of bad)
    say(`round ${number} alone: npm run chaos -- --seed ${seed} --from ${number} --rounds 1`);
  return bad.length === 0;
}

function cellsOf(number: number, { blow, landed, exit, marked, cleanAfterMs, faults }: Round): string[] {
  const { kind, target, signal, atMs } = blow;
  return [
    String(number),
    kind,
    target,
    signal,
    String(atMs),
    landed ? 'yes' : 'no',
    exit,
    marked ? 'yes' : 'no',
    cleanAfterMs.toFixed(0),
    faults.length === 0 ? 'clean' : `${faults.length} FAULTS`,
  ];
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

const command = new Command('chaos')
  .description('start runs, kill them at random moments, and look whether anything is left or missing')
  .option('--rounds <n>', 'how many runs', wholeNumber(1, 10_000), 10)
  .option('--seed <n>', 'what decides the blows', wholeNumber(0, 1_000_000), randomInt(1_000_000))
  .option('--from <n>', 'number of the first round', wholeNumber(1, 10_000), 1)
  .option('--parallel <n>', 'rounds at once', wholeNumber(1, 8), 2);

void runCommand(command, async () => chaos(command.opts()));
