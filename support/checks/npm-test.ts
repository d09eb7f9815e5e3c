import path from 'node:path';
import { execa } from 'execa';

/** One part of `npm test`. */
interface Check {
  readonly name: string;
  /** A program of this package and its arguments. */
  readonly command: readonly [string, ...string[]];
  /** Finds how many cases passed and failed in what the program printed; a program without cases counts as one. */
  readonly count?: (output: string) => Tally;
}

interface Tally {
  readonly passed: number;
  readonly failed: number;
}

const ROOT = path.join(__dirname, '..', '..');

const CHECKS: readonly Check[] = [
  { name: 'format', command: ['prettier', '--check', '--log-level', 'warn', '.'] },
  { name: 'lint of the code', command: ['eslint', '--max-warnings', '0', '.'] },
  { name: 'lint of the features', command: ['gplint', 'features/**/*.feature'] },
  { name: 'types', command: ['tsc'] },
  {
    name: 'unit, property and conformance tests',
    command: ['mocha', 'support/**/*.test.ts'],
    count: countOfMocha,
  },
  { name: 'the suite on the sandbox', command: ['cucumber-js', '--order', 'random'], count: countOfCucumber },
  {
    name: 'a sample of the faults',
    command: ['node', '--require', 'ts-node/register', 'support/trials/mutants.ts', '--sample'],
    count: countOfMutants,
  },
  {
    name: 'ten runs that are killed',
    command: ['node', '--require', 'ts-node/register', 'support/trials/chaos.ts', '--rounds', '10'],
    count: countOfChaos,
  },
];

function countOfMocha(output: string): Tally {
  return { passed: numberBefore(output, /(\d+) passing/), failed: numberBefore(output, /(\d+) failing/) };
}

function countOfCucumber(output: string): Tally {
  const scenarios = numberBefore(output, /(\d+) scenarios?/);
  const passed = numberBefore(output, /scenarios? \(.*?(\d+) passed/);
  return { passed, failed: scenarios - passed };
}

function countOfMutants(output: string): Tally {
  const [, killed, all] = /faults: (\d+) of (\d+) killed/.exec(output) ?? [];
  return { passed: Number(killed ?? 0), failed: Number(all ?? 0) - Number(killed ?? 0) };
}

function countOfChaos(output: string): Tally {
  const [, clean, all] = /chaos: (\d+) of (\d+) rounds clean/.exec(output) ?? [];
  return { passed: Number(clean ?? 0), failed: Number(all ?? 0) - Number(clean ?? 0) };
}

function numberBefore(output: string, pattern: RegExp): number {
  return Number(pattern.exec(output)?.[1] ?? 0);
}

/** Runs one check, showing what it prints. A program that fails without a failed case has failed as a whole. */
async function run({ command: [program, ...args], count }: Check): Promise<Tally> {
  const { failed, all } = await execa(program, args, {
    cwd: ROOT,
    preferLocal: true,
    reject: false,
    all: true,
    stdout: ['inherit', 'pipe'],
    stderr: ['inherit', 'pipe'],
    stdin: 'ignore',
  });
  const tally = count?.(all) ?? { passed: failed ? 0 : 1, failed: 0 };
  if (failed) return { ...tally, failed: Math.max(1, tally.failed) };
  // A runner that found nothing to run has proved nothing.
  return tally.passed === 0 ? { passed: 0, failed: 1 } : tally;
}

async function main(): Promise<void> {
  const lines: string[] = [];
  const total = { passed: 0, failed: 0 };
  for (const check of CHECKS) {
    process.stdout.write(`\n── ${check.name}\n`);
    const { passed, failed } = await run(check);
    total.passed += passed;
    total.failed += failed;
    lines.push(`${check.name}: ${passed} passed, ${failed} failed`);
  }
  process.stdout.write(`\n${lines.join('\n')}\ntotal: ${total.passed} passed, ${total.failed} failed\n`);
  process.exitCode = total.failed === 0 ? 0 : 1;
}

void main();
