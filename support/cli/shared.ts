import path from 'node:path';
import { InvalidArgumentError } from 'commander';
import { loadSettings, SettingsError } from '../settings/load';
import { type Settings, STANDARD_SETTINGS } from '../settings/specification';

/** Folder of package.json: relative paths in settings refer to it. */
export const ROOT = path.join(__dirname, '..', '..');

/** Settings from `.env`, the environment and the options of a command. */
export function readSettings(parameters: Readonly<Record<string, unknown>> = {}): Settings {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
  return loadSettings({ root: ROOT, environment: process.env, parameters: Object.fromEntries(given) });
}

/** Absolute path of the folder for reports. */
export function reportsOf(settings: Pick<Settings, 'reports'>): string {
  return path.resolve(ROOT, settings.reports);
}

/** The same where another setting is not accepted: what was started must be possible to stop. */
export function reportsWhatever(): string {
  try {
    return reportsOf(readSettings());
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    note(`${error.message}\nnot needed here, and passed over`);
    return reportsOf({ reports: process.env.MAIMBOT_REPORTS ?? STANDARD_SETTINGS.reports });
  }
}

/** Prints for people, or for a program where `--json` was given. */
export function print(json: boolean | undefined, value: unknown, lines: readonly string[]): void {
  process.stdout.write(json === true ? `${JSON.stringify(value, null, 2)}\n` : `${lines.join('\n')}\n`);
}

/** A note on what goes on; never part of what `--json` prints. */
export function note(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Reads an option that is a whole number; commander reports what it throws. */
export function wholeNumber(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It takes a whole number.');
}

/** The end of a command's help: examples, then what its exit codes mean. */
export function helpEnd(examples: readonly string[], exitCodes: string): string {
  return ['', 'Examples:', ...examples.map((example) => `  ${example}`), '', `Exit codes: ${exitCodes}`].join(
    '\n',
  );
}
