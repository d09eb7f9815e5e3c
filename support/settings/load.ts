import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'dotenv';
import { UsageError } from '../basics/errors';
import { contradictions } from './contradictions';
import { type Mode, SPECIFICATIONS, type SettingName, type Settings, standardOf } from './specification';

/** A setting that does not exist, or a value that it does not accept. */
export class SettingsError extends UsageError {
  override readonly name = 'SettingsError';
}

/** Where the settings come from; each source overrides the one before it. */
export interface Sources {
  /** Folder that may hold a `.env` file. */
  readonly root: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Cucumber's world parameters, or the options of a library call. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

interface Given {
  readonly value: unknown;
  readonly source: string;
}

const NAMES = Object.keys(SPECIFICATIONS) as SettingName[];
const NAME_OF_VARIABLE = new Map(NAMES.map((name) => [SPECIFICATIONS[name].variable, name]));

/** Variables that the suite sets for its own processes. */
export const INTERNAL_VARIABLES: ReadonlySet<string> = new Set(['MAIMBOT_ACCEPTANCE_RUN']);

/**
 * The settings: standards, then `.env`, then the environment, then the parameters; later wins.
 * @throws SettingsError that lists every unknown setting and every value that is not accepted, a line each
 */
export function loadSettings({ root, environment, parameters }: Sources): Settings {
  const complaints: string[] = [];
  const given = new Map<SettingName, Given>();

  for (const [variable, value] of Object.entries(readDotEnv(root))) {
    const name = NAME_OF_VARIABLE.get(variable);
    if (name) given.set(name, { value, source: `${variable} in .env` });
    else complaints.push(unknown(variable, 'in .env', [...NAME_OF_VARIABLE.keys()]));
  }
  for (const [variable, value] of Object.entries(environment)) {
    const name = NAME_OF_VARIABLE.get(variable);
    if (name && value !== undefined) given.set(name, { value, source: `${variable} in the environment` });
    else if (!name && variable.startsWith('MAIMBOT_') && !INTERNAL_VARIABLES.has(variable)) {
      complaints.push(unknown(variable, 'in the environment', [...NAME_OF_VARIABLE.keys()]));
    }
  }
  for (const [name, value] of Object.entries(parameters)) {
    if (isSettingName(name)) given.set(name, { value, source: 'world parameters' });
    else complaints.push(unknown(name, 'in the world parameters', NAMES));
  }

  const settings: Record<string, unknown> = {};
  for (const name of NAMES) {
    const { schema, accepts } = SPECIFICATIONS[name];
    const entry = given.get(name);
    if (!entry) continue;
    const checked = entry.value === null ? { success: false as const } : schema.safeParse(entry.value);
    if (checked.success) settings[name] = checked.data;
    else complaints.push(refused(name, entry, accepts));
  }
  if (complaints.length > 0) throw new SettingsError(complaints.join('\n'));
  const mode = (settings.mode ?? SPECIFICATIONS.mode.standard) as Mode;
  for (const name of NAMES) settings[name] ??= standardOf(name, mode);
  const together = contradictions(settings as Settings);
  if (together.length > 0) throw new SettingsError(together.join('\n'));
  return settings as Settings;
}

function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(SPECIFICATIONS, name);
}

function readDotEnv(root: string): Record<string, string> {
  const file = path.join(root, '.env');
  return existsSync(file) ? parse(readFileSync(file)) : {};
}

function unknown(name: string, where: string, known: readonly string[]): string {
  return `settings: "${name}" ${where} is not a setting; there are ${known.join(', ')}`;
}

function refused(name: SettingName, { value, source }: Given, accepts: string): string {
  const shown = name === 'password' ? '(not shown)' : JSON.stringify(value);
  return `settings: ${name} = ${shown} (from ${source}) is not accepted; accepted is ${accepts}`;
}
