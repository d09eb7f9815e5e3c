import path from 'node:path';
import { messageOf } from '../basics/errors';
import { Configurator } from '../configurator';
import { runWebSocketTests } from '../journey/dialogue-tests';
import { JourneyRecord } from '../journey/journey-record';
import { NameGiver } from '../journey/names';
import { createTestScenario } from '../journey/test-scenario';
import type { Topics } from '../journey/topics';
import { type IntegrationTestResults, writeResults } from '../reporting';
import { loadSettings } from '../settings/load';
import type { Settings } from '../settings/specification';
import { Run, type RunEnding } from './run';

/** Settings that differ from the standards, and what to talk about. */
export type IntegrationTestOptions = Partial<Settings> & { readonly topics?: Topics };

export interface IntegrationTestRun {
  readonly results: IntegrationTestResults;
  /** Path of the results file. */
  readonly file: string;
  /** Path of the clean-up report; undefined where cleaning is off. */
  readonly cleanupReport: string | undefined;
}

/** How far a journey is: so many users, agents and messages of so many. */
export interface Progress {
  readonly stage: 'begin' | 'create' | 'talk' | 'clean up';
  readonly users: number;
  readonly agents: number;
  /** Messages whose turn is over. */
  readonly messages: number;
}

/** The error of a journey that was ended before its time; what else did not hold is no wonder then. */
export const INTERRUPTED = 'the journey was interrupted';

export interface JourneyOptions {
  readonly settings: Settings;
  /** Folder that relative paths in the settings refer to. */
  readonly root: string;
  readonly topics?: Topics;
  readonly onProgress?: (progress: Progress) => void;
  readonly onNote?: (note: string) => void;
  /** Ends the journey before its time: what was made is removed as ever. */
  readonly signal?: AbortSignal;
}

export interface JourneyRun extends IntegrationTestRun {
  readonly run: Run;
  /** Undefined where the clean-up failed. */
  readonly ending: RunEnding | undefined;
}

/**
 * The whole journey without Cucumber: starts a pair of backends, registers users, creates agents, talks to all of them
 * at once, removes everything and writes the results file. What does not hold is in the results, not thrown.
 * @throws SettingsError for a setting that is not accepted, NotReady or BackendError when the backends do not come up
 */
export async function runIntegrationTest({
  topics,
  ...parameters
}: IntegrationTestOptions = {}): Promise<IntegrationTestRun> {
  const root = process.cwd();
  const settings = loadSettings({ root, environment: process.env, parameters });
  const { results, file, cleanupReport } = await runJourney({ settings, root, ...(topics && { topics }) });
  return { results, file, cleanupReport };
}

/** The same with settings that have been checked, telling how far it is. */
export async function runJourney({ settings, root, ...options }: JourneyOptions): Promise<JourneyRun> {
  const progress = { stage: 'begin' as Progress['stage'], users: 0, agents: 0, messages: 0 };
  const go = (change: Partial<Progress>): void => {
    options.onProgress?.(Object.assign(progress, change));
  };
  go({});
  const died: string[] = [];
  const run = await Run.open({
    settings,
    root,
    // Dialogues go on without the configurator, but a backend that dies is no success.
    onUnexpectedEnd: (_folder, _name, message) => died.push(message),
    ...(options.onNote && { onNote: options.onNote }),
  });
  const journey = new JourneyRecord(
    { userCount: settings.users, agentsPerUser: settings.agents, cleanupAfter: settings.cleanup },
    settings,
    settings.mode !== 'attached',
  );
  let ending: RunEnding | undefined;
  try {
    await unlessAborted(createAndTalk(run, journey, { progress, go, ...options }), options.signal);
  } catch (error) {
    run.log.error(messageOf(error));
    journey.errors.push(messageOf(error));
  }
  try {
    go({ stage: 'clean up' });
    ending = await run.finish();
    journey.cleanup = ending.cleanup ?? null;
  } catch (error) {
    journey.errors.push(`clean-up: ${messageOf(error)}`);
  }
  journey.errors.push(...died);
  const results = journey.results();
  const file = writeResults(path.resolve(root, settings.reports), results);
  return { results, file, cleanupReport: ending?.report, run, ending };
}

async function createAndTalk(
  { settings, backends, tag, ledger }: Run,
  journey: JourneyRecord,
  {
    topics,
    signal,
    progress,
    go,
  }: Pick<JourneyOptions, 'topics' | 'signal'> & {
    progress: Progress;
    go: (change: Partial<Progress>) => void;
  },
): Promise<void> {
  const configurator = new Configurator({
    baseUrl: backends.configUrl,
    timeoutMs: settings.requestTimeoutMs,
    ...(signal && { signal }),
  });
  go({ stage: 'create' });
  const { users } = await createTestScenario({
    configurator,
    ledger,
    names: new NameGiver(settings.usernamePrefix, tag, settings.password),
    userCount: settings.users,
    agentsPerUser: settings.agents,
    concurrency: settings.concurrency,
    onCreated: (what) => {
      go(what === 'user' ? { users: progress.users + 1 } : { agents: progress.agents + 1 });
    },
  });
  journey.users = users;
  go({ stage: 'talk' });
  const templates = await configurator.templates();
  journey.dialogues = await runWebSocketTests({
    settings,
    users,
    replyUrl: backends.replyUrl,
    kinds: new Map(templates.map(({ template_id, name }) => [template_id, name])),
    onTurn: () => {
      go({ messages: progress.messages + 1 });
    },
    ...(topics && { topics }),
    ...(signal && { signal }),
  });
}

/** Does the work, or as much of it as there is time for: from the abort on it says nothing to MaiMBot any more, and soon ends. */
async function unlessAborted(work: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  await work.catch((error: unknown) => {
    if (signal?.aborted !== true) throw error;
  });
  if (signal?.aborted === true) throw new Error(INTERRUPTED);
}
