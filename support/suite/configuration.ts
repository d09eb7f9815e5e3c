import path from 'node:path';
import type { IConfiguration } from '@cucumber/cucumber/api';
import { UsageError } from '../basics/errors';
import { loadSettings, SettingsError } from '../settings/load';
import type { Settings } from '../settings/specification';
import { readCommandLine } from './command-line';

/** Folder that holds package.json and cucumber.js. */
export const ROOT = path.join(__dirname, '..', '..');

/** Keys that cucumber-js 12.9 knows; it accepts any other without a word. */
const KNOWN_KEYS: ReadonlySet<string> = new Set<keyof IConfiguration>([
  'backtrace',
  'dryRun',
  'failFast',
  'forceExit',
  'format',
  'formatOptions',
  'import',
  'language',
  'loader',
  'name',
  'order',
  'parallel',
  'paths',
  'plugin',
  'pluginOptions',
  'publish',
  'require',
  'requireModule',
  'retry',
  'retryTagFilter',
  'shard',
  'strict',
  'tags',
  'worldParameters',
]);

/**
 * Checks a profile of cucumber.js.
 * @throws SettingsError naming a key that cucumber-js would silently ignore
 */
export function checkProfile(profile: Readonly<Record<string, unknown>>): Partial<IConfiguration> {
  const unknown = Object.keys(profile).filter((key) => !KNOWN_KEYS.has(key));
  if (unknown.length > 0) {
    throw new SettingsError(
      `cucumber.js: ${unknown.map((key) => `"${key}"`).join(', ')} is not an option of cucumber-js; there are ${[...KNOWN_KEYS].join(', ')}`,
    );
  }
  return profile;
}

let settings: Settings | undefined;
let dryRun = false;
let ordered = false;

/** Whether the command line or the profile asks for a dry run. */
export function dryRunAsked(): boolean {
  return dryRun || readCommandLine().dryRun;
}

/** Whether the command line or the profile says in which order the scenarios run. */
export function orderAsked(): boolean {
  return ordered || readCommandLine().ordered;
}

/** The settings of this run, checked at the first call. */
export function settingsOfThisRun(profile: Partial<IConfiguration> = {}): Settings {
  settings ??= loadSettings({
    root: ROOT,
    environment: process.env,
    parameters: { ...(profile.worldParameters ?? {}), ...readCommandLine().worldParameters },
  });
  return settings;
}

/**
 * The default profile for cucumber-js: everything checked before anything starts.
 * A mistake of the user ends the process with one line for each and exit code 2.
 */
export function configure(profile: Readonly<Record<string, unknown>> = {}): Partial<IConfiguration> {
  try {
    const checked = checkProfile(profile);
    dryRun = checked.dryRun ?? false;
    ordered = checked.order !== undefined;
    const { reports } = settingsOfThisRun(checked);
    return {
      requireModule: ['ts-node/register'],
      require: [
        'support/suite/world.ts',
        'support/suite/hooks.ts',
        'support/suite/parameter-types.ts',
        'step-definitions/**/*.ts',
      ],
      plugin: ['./support/suite/plugin.js'],
      format: [
        'progress',
        `html:${path.join(reports, 'cucumber.html')}`,
        `junit:${path.join(reports, 'junit.xml')}`,
        `message:${path.join(reports, 'messages.ndjson')}`,
      ],
      // The evidence of a failure is in the reports; on the screen it would bury the failure itself.
      formatOptions: { printAttachments: false, junit: { suiteName: 'maimbot-acceptance' } },
      ...checked,
      // The settings have been read; whoever asks in a worker finds them in the run's record.
      worldParameters: {},
    };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(2);
  }
}
