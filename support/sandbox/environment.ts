import { z } from 'zod';

/** A variable of the environment that a sandbox process cannot start with; the message is one line. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

const wholeNumber = (least: number, most: number): z.ZodType<number, string> =>
  z
    .string()
    .regex(/^\d+$/)
    .transform(Number)
    .refine((value) => value >= least && value <= most);

/** Every variable that begins with SANDBOX_. */
const variables = z.object({
  SANDBOX_DATABASE: z.string().min(1),
  SANDBOX_HOST: z.string().min(1).default('127.0.0.1'),
  SANDBOX_PORT: wholeNumber(0, 65_535).default(0),
  SANDBOX_SIGNING_KEY: z.string().min(1).optional(),
  SANDBOX_REPLY_DELAY_MS: wholeNumber(0, 600_000).default(20),
  SANDBOX_REPLY_PARTS: wholeNumber(1, 20).default(1),
  SANDBOX_STREAM_SAVE_MS: wholeNumber(0, 600_000).default(0),
  SANDBOX_FAULTS: z
    .string()
    .default('')
    .transform((list) => list.split(/[\s,]+/).filter((id) => id !== '')),
  SANDBOX_DETACHED: z
    .enum(['', '0', '1'])
    .default('0')
    .transform((value) => value === '1'),
});

type Name = keyof typeof variables.shape;

/** What each variable takes, in words. */
const TAKES: Readonly<Record<Name, string>> = {
  SANDBOX_DATABASE: 'the path of a SQLite file',
  SANDBOX_HOST: 'a host name or address',
  SANDBOX_PORT: '0 (any free port) to 65535',
  SANDBOX_SIGNING_KEY: 'a text that is not empty',
  SANDBOX_REPLY_DELAY_MS: '0 to 600000 milliseconds',
  SANDBOX_REPLY_PARTS: '1 to 20',
  SANDBOX_STREAM_SAVE_MS: '0 (never) to 600000 milliseconds',
  SANDBOX_FAULTS: 'ids of faults, separated by commas',
  SANDBOX_DETACHED: '1 (outlive the parent) or 0',
};

/** What a sandbox process is told by its environment. */
export interface ProcessSettings {
  /** Path of the SQLite file that the processes share. */
  readonly database: string;
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  /** The configurator's key for tokens; the reply backend needs none. */
  readonly signingKey: string | undefined;
  /** Milliseconds from a message to the first part of its reply. */
  readonly replyDelayMs: number;
  /** Into how many frames a reply is split. */
  readonly replyParts: number;
  /** Milliseconds between two times at which the reply backend writes the streams in its memory again; 0: never. */
  readonly streamSaveMs: number;
  readonly faults: readonly string[];
  /** Whether to live on when the parent is gone. */
  readonly detached: boolean;
}

/** Reads the variables that begin with SANDBOX_; throws an EnvironmentError naming the first that is unknown or impossible. */
export function readEnvironment(environment: NodeJS.ProcessEnv): ProcessSettings {
  const unknown = Object.keys(environment).find((name) => name.startsWith('SANDBOX_') && !isKnown(name));
  if (unknown !== undefined) {
    throw new EnvironmentError(`${unknown} is unknown; known are ${Object.keys(TAKES).join(', ')}`);
  }
  const result = variables.safeParse(environment);
  if (!result.success) throw refusal(String(result.error.issues[0]?.path[0]), environment);
  const { data } = result;
  return {
    database: data.SANDBOX_DATABASE,
    host: data.SANDBOX_HOST,
    port: data.SANDBOX_PORT,
    signingKey: data.SANDBOX_SIGNING_KEY,
    replyDelayMs: data.SANDBOX_REPLY_DELAY_MS,
    replyParts: data.SANDBOX_REPLY_PARTS,
    streamSaveMs: data.SANDBOX_STREAM_SAVE_MS,
    faults: data.SANDBOX_FAULTS,
    detached: data.SANDBOX_DETACHED,
  };
}

/** The value itself is not repeated: it may be a key. */
function refusal(name: string, environment: NodeJS.ProcessEnv): EnvironmentError {
  const fault = environment[name] === undefined ? 'is missing' : 'has an impossible value';
  return new EnvironmentError(`${name} ${fault}${isKnown(name) ? `; it takes ${TAKES[name]}` : ''}`);
}

function isKnown(name: string): name is Name {
  return Object.hasOwn(TAKES, name);
}
