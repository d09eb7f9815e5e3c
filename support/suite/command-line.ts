import { parseArgs } from 'node:util';
import { parse } from '@cucumber/tag-expressions';
import { messageOf } from '../basics/errors';
import { SettingsError } from '../settings/load';

/** What the suite needs to know of cucumber-js's command line before cucumber-js itself tells anybody. */
export interface CommandLine {
  /** All `--world-parameters`, merged; later ones win. */
  readonly worldParameters: Readonly<Record<string, unknown>>;
  readonly dryRun: boolean;
  /** All `--tags`, as they were given. */
  readonly tags: readonly string[];
  /** Whether an order of the scenarios is asked for. */
  readonly ordered: boolean;
}

// Short options of cucumber-js that take a value: unless they are known, the "d" of "-t@dialogue" is read as "-d".
const WITH_VALUE = {
  config: { type: 'string', short: 'c' },
  format: { type: 'string', short: 'f' },
  import: { type: 'string', short: 'i' },
  loader: { type: 'string', short: 'l' },
  profile: { type: 'string', short: 'p' },
  require: { type: 'string', short: 'r' },
  tags: { type: 'string', short: 't', multiple: true },
} as const;

/**
 * Reads the command line of this process.
 * @throws SettingsError for world parameters that are not a JSON object
 */
export function readCommandLine(argv: readonly string[] = process.argv.slice(2)): CommandLine {
  const { values } = parseArgs({
    args: [...argv],
    strict: false,
    options: {
      ...WITH_VALUE,
      'world-parameters': { type: 'string', multiple: true },
      'dry-run': { type: 'boolean', short: 'd' },
      order: { type: 'string' },
    },
  });
  const given = (values['world-parameters'] ?? [])
    .filter((text) => typeof text === 'string')
    .map(parseObject);
  return {
    worldParameters: Object.assign({}, ...given) as Record<string, unknown>,
    dryRun: values['dry-run'] === true,
    tags: (values.tags ?? []).filter((text) => typeof text === 'string'),
    ordered: values.order !== undefined,
  };
}

/** @throws SettingsError for an expression that makes no sense, before cucumber-js finds that out in the middle of a run */
export function checkTags(expressions: readonly string[]): void {
  for (const expression of expressions) {
    try {
      parse(expression);
    } catch (error) {
      throw new SettingsError(
        `--tags ${messageOf(error).split('\n')[0] ?? expression}; write it as "@dialogue and not @sandbox"`,
      );
    }
  }
}

function parseObject(text: string): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new SettingsError(
      `--world-parameters ${text} is not JSON: ${messageOf(error)}; write it as '{"users":5,"agents":3}'`,
    );
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new SettingsError(
    `--world-parameters ${text} is not a JSON object; write it as '{"users":5,"agents":3}'`,
  );
}
