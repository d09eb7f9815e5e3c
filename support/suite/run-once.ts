import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { messageOf } from '../basics/errors';
import { Run } from '../journey/run';
import type { Settings } from '../settings/specification';
import { Casualties } from './casualties';
import { dryRunAsked, orderAsked, ROOT, settingsOfThisRun } from './configuration';
import { maskEnvelope } from './mask-envelope';
import { publishDryRun, publishRun } from './run-record';
import { inOrderOfStages } from './stages';
import { purgeCommandFor, Summary } from './summary';
import type { CoordinatorContext, CoordinatorPlugin } from './plugin-types';

const REPORTS = ['cucumber.html', 'junit.xml', 'messages.ndjson'];

const LEVELS = {
  passed: 'info',
  'known defect': 'warning',
  failed: 'error',
  'not run to the end': 'error',
} as const;

/**
 * What happens once in a run, whatever `--parallel` says: the backends are started before anything else,
 * and after the last scenario they are stopped and everything that the run made is removed.
 */
export const plugin: CoordinatorPlugin = {
  type: 'plugin',
  async coordinator({ operation, on, transform }: CoordinatorContext) {
    if (operation !== 'runCucumber') return undefined;
    if (!orderAsked()) transform('pickles:order', inOrderOfStages);
    if (dryRunAsked()) {
      publishDryRun();
      return undefined;
    }
    const settings = settingsOfThisRun();
    const run = await begin(settings).catch((error: unknown) => {
      process.stderr.write(`the run cannot begin: ${messageOf(error)}\n`);
      process.exit(1);
    });
    // When cucumber-js gives up before the first scenario, it ends the process without a clean-up.
    const abandon = (): void => {
      run.abandon();
    };
    process.once('exit', abandon);
    publishRun({
      runId: run.id,
      tag: run.tag,
      startedAt: run.startedAt.toISOString(),
      settings,
      configUrl: run.backends.configUrl,
      replyUrl: run.backends.replyUrl,
      database: run.backends.database,
      ledger: run.ledger.path,
      reports: run.reports,
      folder: run.folder,
      signingKey: run.signingKey,
    });

    const summary = new Summary(settings.knownDefects, (stage, title, outcome) => {
      run.log[LEVELS[outcome]](`${stage}: ${title}: ${outcome}`);
    });
    on('message', (envelope) => {
      maskEnvelope(envelope);
      summary.add(envelope);
    });
    return async () => {
      process.off('exit', abandon);
      if (summary.scenarios === 0) failTheRun();
      const died = new Casualties(run.folder).all();
      const ending = await run.finish().catch((error: unknown) => {
        run.log.error(messageOf(error));
        process.stderr.write(
          `\nthe clean-up failed: ${messageOf(error)}\nthe ledger is kept; try again with: ${purgeCommandFor(run)}\n`,
        );
        return undefined;
      });
      process.stdout.write(`\n${summary.describe(run, ending)}\n`);
      if (died.length > 0) process.stderr.write(`\nduring the run ${died.join('\nand ')}\n`);
      if (!ending || ending.cleanup?.cleanup_completed === false || died.length > 0) failTheRun();
    };
  },
};

async function begin(settings: Settings): Promise<Run> {
  const reports = path.resolve(ROOT, settings.reports);
  mkdirSync(reports, { recursive: true });
  // A report of an earlier run must not be taken for the report of one that never came to write its own.
  for (const report of REPORTS) rmSync(path.join(reports, report), { force: true });
  return Run.open({
    settings,
    root: ROOT,
    onUnexpectedEnd: (folder, name, message) => {
      new Casualties(folder).report(name, message);
    },
  });
}

/** cucumber-js sets the exit code after the plugins' clean-up, so the last word is said at the very end. */
function failTheRun(): void {
  process.once('exit', () => {
    process.exitCode = 1;
  });
}
