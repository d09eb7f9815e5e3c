import path from 'node:path';
import type { IConfiguration } from '@cucumber/cucumber/api';
import { UsageError } from '../basics/errors';
import { makeTag } from '../journey/names';
import { JUNIT_SUITE } from '../run/interrupted-reports';
import { loadSettings, SettingsError } from '../settings/load';
import type { Settings } from '../settings/specification';
import { checkTags, readCommandLine } from './command-line';
import { claimReports } from './report-claim';

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
let files: ReportFiles = {};
let suffix = '';

/** Six letters and digits that only this run has. */
export const TAG = makeTag();

/** Where Cucumber writes its reports; a profile may leave some out. */
export interface ReportFiles {
  html?: string;
  junit?: string;
  messages?: string;
}

const FORMATTERS = { html: 'html', junit: 'junit', message: 'messages' } as const;

/** Paths of the reports of this run. */
export function reportFiles(): Readonly<ReportFiles> {
  return files;
}

/** What the names of this run's reports and logs end with, while another run writes to those without it; else nothing. */
export function reportSuffix(): string {
  return suffix;
}

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
export function configure(given: Readonly<Record<string, unknown>> = {}): Partial<IConfiguration> {
  try {
    const checked = checkProfile(given);
    dryRun = checked.dryRun ?? false;
    ordered = checked.order !== undefined;
    checkTags([...(checked.tags === undefined ? [] : [checked.tags].flat()), ...readCommandLine().tags]);
    const { reports } = settingsOfThisRun(checked);
    suffix = claimReports(path.resolve(ROOT, reports)) ? '' : `_${TAG}`;
    const profile: Partial<IConfiguration> = {
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
        `html:${path.join(reports, `cucumber${suffix}.html`)}`,
        `junit:${path.join(reports, `junit${suffix}.xml`)}`,
        `message:${path.join(reports, `messages${suffix}.ndjson`)}`,
      ],
      // The evidence of a failure is in the reports; on the screen it would bury the failure itself.
      formatOptions: { printAttachments: false, junit: { suiteName: JUNIT_SUITE } },
      // A step that an interruption has left behind may still wait for something.
      forceExit: true,
      ...checked,
      // The settings have been read; whoever asks in a worker finds them in the run's record.
      worldParameters: {},
    };
    files = filesOf(profile.format ?? []);
    return profile;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(2);
  }
}

/** The files among the formats of a profile, e.g. `html:reports/cucumber.html`. */
function filesOf(formats: readonly unknown[]): ReportFiles {
  const found: ReportFiles = {};
  for (const format of formats) {
    const [kind, target] = Array.isArray(format) ? (format as unknown[]) : splitFormat(String(format));
    if (typeof target !== 'string' || !isFormatter(kind)) continue;
    found[FORMATTERS[kind]] = path.resolve(target);
  }
  return found;
}

function splitFormat(format: string): string[] {
  const colon = format.indexOf(':');
  return colon < 0 ? [format] : [format.slice(0, colon), format.slice(colon + 1)];
}

function isFormatter(kind: unknown): kind is keyof typeof FORMATTERS {
  return typeof kind === 'string' && Object.hasOwn(FORMATTERS, kind);
}
