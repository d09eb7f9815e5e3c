import { rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import pMap from 'p-map';
import { UsageError } from '../basics/errors';
import { type Fault, FAULTS } from '../sandbox/faults';
import { asArguments, type FeatureScenario, readFeatures, scenariosOf } from './features';
import { IMPATIENT, type Trial, tryFault } from './mutant';
import { describeTrial, describeTrials, writeMutantReports } from './mutant-report';
import { chosenFaults, type Choice } from './mutant-choice';
import { runCommand, wholeNumber } from './command';
import { ROOT, runSuite } from './suite-run';

interface Options extends Choice {
  readonly parallel: number;
}

/** Milliseconds that the suite may take on the sound sandbox. */
const SOUND_DEADLINE_MS = 600_000;

const REPORTS = path.join(ROOT, 'reports');

/** `npm run mutants`: breaks the sandbox in each of its ways and looks whether the suite notices. */
async function mutants({ parallel, ...choice }: Options): Promise<boolean> {
  const scenarios = readFeatures(ROOT);
  const faults = chosenFaults(FAULTS, choice);
  const promising = scenarios.filter((scenario) => faults.some(([, fault]) => promises(scenario, fault)));
  checkPromises(faults, promising);

  say(`the sound sandbox first: ${promising.length} scenarios that look for ${faults.length} faults`);
  if (!(await soundIsGreen(promising, parallel))) return false;

  const work = path.join(REPORTS, 'mutants');
  rmSync(work, { recursive: true, force: true, maxRetries: 5 });
  let tried = 0;
  const trials = await pMap(
    faults,
    async ([id, fault]) => {
      const trial = await tryFault({ id, fault, scenarios, reports: path.join(work, id) });
      tried += 1;
      say(
        `[${String(tried).padStart(String(faults.length).length)}/${faults.length}] ${describeTrial(trial)}`,
      );
      return trial;
    },
    { concurrency: parallel },
  );
  const files = writeMutantReports(REPORTS, trials);
  say(`\n${describeTrials(trials)}`);
  say(`reports: ${files.map((file) => path.relative(process.cwd(), file)).join(', ')}`);
  return trials.every(({ verdict }: Trial) => verdict === 'killed');
}

function promises(scenario: FeatureScenario, { noticedBy }: Fault): boolean {
  return scenariosOf([scenario], noticedBy).length > 0;
}

/** @throws UsageError for a fault that names nothing that the features have */
function checkPromises(
  faults: readonly (readonly [string, Fault])[],
  promising: readonly FeatureScenario[],
): void {
  const lost = faults.filter(([, fault]) => !promising.some((scenario) => promises(scenario, fault)));
  if (lost.length === 0) return;
  const lines = lost.map(([id, { noticedBy }]) => `  ${id}: "${noticedBy}"`).join('\n');
  throw new UsageError(
    `no tag, rule or scenario of the features is called what these faults name:\n${lines}`,
  );
}

/** A scenario that is red without a fault would count as a kill of every fault. */
async function soundIsGreen(promising: readonly FeatureScenario[], parallel: number): Promise<boolean> {
  const reports = path.join(REPORTS, 'mutants', 'sound');
  const workers = parallel > 1 ? ['--parallel', String(parallel)] : [];
  const run = await runSuite({
    args: [...asArguments(promising), ...workers],
    variables: IMPATIENT,
    reports,
    deadlineMs: SOUND_DEADLINE_MS,
  });
  if (run.exitCode === 0) return true;
  process.stderr.write(
    `${run.output}\nthe suite is not green on the sound sandbox, so what it says of a faulty one means nothing; ` +
      `reports: ${path.relative(process.cwd(), reports)}\n`,
  );
  return false;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

// A run waits for its backends for much of its time, so two for each processor end sooner than one;
// each has three processes of its own, which is why there are never more than six.
const AT_ONCE = Math.min(6, 2 * availableParallelism());

const command = new Command('mutants')
  .description('break the sandbox in each of its ways and look whether the suite notices')
  .option('--only <id...>', 'these faults alone')
  .option('--sample', 'a few faults of different rules instead of all')
  .option('--parallel <n>', 'faults that are tried at once', wholeNumber(1, 64), AT_ONCE);

void runCommand(command, async () => mutants(command.opts()));
