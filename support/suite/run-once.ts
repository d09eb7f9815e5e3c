import { rmSync } from 'node:fs';
import { messageOf, UsageError } from '../basics/errors';
import { PurgeRefusedError } from '../cleanup';
import { Run } from '../run/run';
import type { Settings } from '../settings/specification';
import { Casualties } from './casualties';
import {
  dryRunAsked,
  orderAsked,
  reportFiles,
  reportSuffix,
  ROOT,
  settingsOfThisRun,
  TAG,
} from './configuration';
import { endInOrderOnSignal, endInOrderWithoutWorker, endWithoutWorker, isInterrupted } from './interruption';
import { maskEnvelope } from './mask-envelope';
import { publishDryRun, publishRun } from './run-record';
import { inOrderOfStages, needsSandbox } from './stages';
import { purgeCommandFor, Summary } from './summary';
import type { Envelope } from '@cucumber/messages';
import type { CoordinatorContext, CoordinatorPlugin } from './plugin-types';

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
      process.exit(error instanceof UsageError || error instanceof PurgeRefusedError ? 2 : 1);
    });
    const forgetSignals = endInOrderOnSignal(run);
    const forgetWorkers = endInOrderWithoutWorker(run);
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

    let leftOut = 0;
    if (settings.mode !== 'sandbox') {
      transform('pickles:filter', (scenarios) => {
        const fit = scenarios.filter(({ pickle }) => !needsSandbox(pickle));
        leftOut = scenarios.length - fit.length;
        return fit;
      });
    }
    const summary = new Summary(settings.knownDefects, (stage, title, outcome) => {
      if (isInterrupted()) return;
      run.log[LEVELS[outcome]](`${stage}: ${title}: ${outcome}`);
    });
    on('message', (envelope) => {
      maskEnvelope(envelope);
      summary.add(envelope);
      // Cucumber's own summary fails on scenarios whose worker has died. Their reports are written again afterwards.
      if (envelope.testRunFinished && summary.underWay > 0) {
        delete (envelope as Partial<Envelope>).testRunFinished;
        endWithoutWorker(run);
      }
    });
    return async () => {
      forgetWorkers();
      // Cucumber ends its reports after this.
      process.once('exit', () => {
        run.close();
      });
      if (summary.scenarios === 0) failTheRun();
      const died = new Casualties(run.folder).all();
      const ending = await run.finish().catch((error: unknown) => {
        run.log.error(messageOf(error));
        process.stderr.write(
          `\nthe clean-up failed: ${messageOf(error)}\nthe ledger is kept; try again with: ${purgeCommandFor(run)}\n`,
        );
        return undefined;
      });
      const more = { html: reportFiles().html, leftOut, interrupted: isInterrupted() };
      process.stdout.write(`\n${summary.describe(run, ending, more)}\n`);
      forgetSignals();
      if (died.length > 0) process.stderr.write(`\nduring the run ${died.join('\nand ')}\n`);
      if (!ending || ending.cleanup?.cleanup_completed === false || died.length > 0) failTheRun();
    };
  },
};

async function begin(settings: Settings): Promise<Run> {
  const reports = reportFiles();
  // A report of an earlier run must not be taken for the report of one that never came to write its own.
  for (const report of [reports.html, reports.junit, reports.messages]) {
    if (report !== undefined) rmSync(report, { force: true });
  }
  return Run.open({
    settings,
    root: ROOT,
    tag: TAG,
    reports,
    logSuffix: reportSuffix(),
    onNote: (note) => {
      process.stdout.write(`${note}\n`);
    },
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
