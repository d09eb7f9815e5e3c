import { parseArgs } from 'node:util';

/** What the suite needs to know of cucumber-js's command line before cucumber-js itself tells anybody. */
export interface CommandLine {
  /** All `--world-parameters`, merged; later ones win. */
  readonly worldParameters: Readonly<Record<string, unknown>>;
  readonly dryRun: boolean;
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
  tags: { type: 'string', short: 't' },
} as const;

/**
 * Reads the command line of this process.
 * Text that is not JSON is left for cucumber-js to complain about.
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
    ordered: values.order !== undefined,
  };
}

function parseObject(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
