import path from 'node:path';
import { messageOf } from '../basics/errors';
import { Configurator } from '../configurator';
import { type IntegrationTestResults, writeResults } from '../reporting';
import { loadSettings } from '../settings/load';
import type { Settings } from '../settings/specification';
import { runWebSocketTests } from './dialogue-tests';
import { JourneyRecord } from './journey-record';
import { NameGiver } from './names';
import { Run } from './run';
import { createTestScenario } from './test-scenario';
import type { Topics } from './topics';

/** Settings that differ from the standards, and what to talk about. */
export type IntegrationTestOptions = Partial<Settings> & { readonly topics?: Topics };

export interface IntegrationTestRun {
  readonly results: IntegrationTestResults;
  /** Path of the results file. */
  readonly file: string;
  /** Path of the clean-up report; undefined where cleaning is off. */
  readonly cleanupReport: string | undefined;
}

/**
 * The whole journey without Cucumber: starts a pair of backends, registers users, creates agents, talks to all of them
 * at once, removes everything and writes the results file. What does not hold is in the results, not thrown.
 * @throws SettingsError for a setting that is not accepted, BackendError when the backends do not come up
 */
export async function runIntegrationTest({
  topics,
  ...parameters
}: IntegrationTestOptions = {}): Promise<IntegrationTestRun> {
  const root = process.cwd();
  const settings = loadSettings({ root, environment: process.env, parameters });
  const run = await Run.open({ settings, root });
  const { userCount, agentsPerUser } = { userCount: settings.users, agentsPerUser: settings.agents };
  const journey = new JourneyRecord(
    { userCount, agentsPerUser, cleanupAfter: settings.cleanup },
    settings,
    true,
  );
  const configurator = new Configurator({
    baseUrl: run.backends.configUrl,
    timeoutMs: settings.requestTimeoutMs,
  });
  let cleanupReport: string | undefined;
  try {
    const names = new NameGiver(settings.usernamePrefix, run.tag, settings.password);
    const { ledger } = run;
    const { concurrency } = settings;
    const scenario = await createTestScenario({
      configurator,
      ledger,
      names,
      userCount,
      agentsPerUser,
      concurrency,
    });
    journey.users = scenario.users;
    const templates = await configurator.templates();
    journey.dialogues = await runWebSocketTests({
      settings,
      users: scenario.users,
      replyUrl: run.backends.replyUrl,
      kinds: new Map(templates.map(({ template_id, name }) => [template_id, name])),
      ...(topics === undefined ? {} : { topics }),
    });
  } catch (error) {
    run.log.error(messageOf(error));
    journey.errors.push(messageOf(error));
  }
  try {
    const ending = await run.finish();
    journey.cleanup = ending.cleanup ?? null;
    cleanupReport = ending.report;
  } catch (error) {
    journey.errors.push(`clean-up: ${messageOf(error)}`);
  }
  const results = journey.results();
  return { results, file: writeResults(path.resolve(root, settings.reports), results), cleanupReport };
}
