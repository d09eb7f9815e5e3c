import { z } from 'zod';
import { DEFECT_IDS, type DefectId, isDefect } from '../basics/defects';

/** One setting: where it comes from, what it accepts and what it is for. The README's tables are checked against this. */
export interface Specification<Schema extends z.ZodType> {
  /** The environment variable, also the key in `.env`. */
  readonly variable: string;
  readonly schema: Schema;
  /** What stands when nobody says anything. */
  readonly standard: z.output<Schema>;
  /** What stands instead on a real MaiMBot, whose agents think longer and may stay silent: in the modes maimbot and attached. */
  readonly standardOnReal?: z.output<Schema>;
  /** What is accepted, as the end of the sentence "accepted is …". */
  readonly accepts: string;
  /** One line for the documentation. */
  readonly purpose: string;
}

function setting<Schema extends z.ZodType>(specification: Specification<Schema>): Specification<Schema> {
  return specification;
}

/** What the features run on: the embedded pair, a checkout that the suite starts, or backends that run already. */
export const MODES = ['sandbox', 'maimbot', 'attached'] as const;
export type Mode = (typeof MODES)[number];

/** A number, or the digits of one, as the environment gives it. */
const number = z.union([
  z.number(),
  z
    .string()
    .regex(/^-?\d+(\.\d+)?$/)
    .transform(Number),
]);

const whole = (min: number, max: number): z.ZodType<number> => number.pipe(z.int().min(min).max(max));

const yesOrNo = z.union([
  z.boolean(),
  z.enum(['yes', 'true', '1', 'on']).transform(() => true),
  z.enum(['no', 'false', '0', 'off']).transform(() => false),
]);

/** A list, or its elements in one text, separated by commas or blanks. */
const knownDefects = z
  .union([
    z.array(z.string()),
    z.string().transform((text) => text.split(/[\s,]+/).filter((id) => id !== '')),
  ])
  .pipe(z.array(z.custom<DefectId>((id) => typeof id === 'string' && isDefect(id))));

const address = (...protocols: readonly string[]): z.ZodType<string> =>
  z.union([z.literal(''), z.url({ protocol: new RegExp(`^(${protocols.join('|')})$`) })]);

/** Every setting of the suite, in the order in which the README lists them. */
export const SPECIFICATIONS = {
  mode: setting({
    variable: 'MAIMBOT_MODE',
    schema: z.enum(MODES),
    standard: 'sandbox',
    accepts: MODES.join(', '),
    purpose: 'what the features run on; see above',
  }),
  home: setting({
    variable: 'MAIMBOT_HOME',
    schema: z.string(),
    standard: '',
    accepts: 'the path of a folder',
    purpose: 'mode maimbot: the checkout of MaiMBot that is started',
  }),
  python: setting({
    variable: 'MAIMBOT_PYTHON',
    schema: z.string(),
    standard: '',
    accepts: 'the path or the name of a program',
    purpose:
      "mode maimbot: the Python that runs it; empty: that of the active conda or virtual environment, or of the checkout's `.venv`",
  }),
  configUrl: setting({
    variable: 'MAIMBOT_CONFIG_URL',
    schema: address('http', 'https').transform((url) => url.replace(/\/+$/, '')),
    standard: '',
    accepts: 'an address such as http://127.0.0.1:8000',
    purpose: 'mode attached: where the configurator serves',
  }),
  replyUrl: setting({
    variable: 'MAIMBOT_REPLY_URL',
    schema: address('ws', 'wss'),
    standard: '',
    accepts: 'an address such as ws://127.0.0.1:8095/ws',
    purpose: 'mode attached: where the reply backend serves',
  }),
  allowRemote: setting({
    variable: 'MAIMBOT_ALLOW_REMOTE',
    schema: yesOrNo,
    standard: false,
    accepts: 'yes or no',
    purpose: 'whether the suite may talk to another machine than this one',
  }),
  users: setting({
    variable: 'MAIMBOT_USERS',
    schema: whole(1, 200),
    standard: 3,
    accepts: 'a whole number from 1 to 200',
    purpose: 'users that the journey registers',
  }),
  agents: setting({
    variable: 'MAIMBOT_AGENTS',
    schema: whole(1, 50),
    standard: 2,
    accepts: 'a whole number from 1 to 50',
    purpose: 'agents that each of these users creates',
  }),
  messages: setting({
    variable: 'MAIMBOT_MESSAGES',
    schema: whole(1, 100),
    standard: 4,
    accepts: 'a whole number from 1 to 100',
    purpose: 'messages in each dialogue of the journey',
  }),
  cleanup: setting({
    variable: 'MAIMBOT_CLEANUP',
    schema: yesOrNo,
    standard: true,
    accepts: 'yes or no',
    purpose: 'whether everything that the run made is removed',
  }),
  concurrency: setting({
    variable: 'MAIMBOT_CONCURRENCY',
    schema: whole(1, 100),
    standard: 8,
    accepts: 'a whole number from 1 to 100',
    purpose: 'requests to the configurator that are under way at once (dialogues always run all at once)',
  }),
  replyTimeoutMs: setting({
    variable: 'MAIMBOT_REPLY_TIMEOUT_MS',
    schema: whole(1, 600_000),
    standard: 10_000,
    standardOnReal: 30_000,
    accepts: 'milliseconds from 1 to 600000',
    purpose: 'how long a message may wait for its first reply before it counts as unanswered',
  }),
  settleMs: setting({
    variable: 'MAIMBOT_SETTLE_MS',
    schema: whole(0, 60_000),
    standard: 100,
    standardOnReal: 500,
    accepts: 'milliseconds from 0 to 60000',
    purpose:
      'how long a dialogue stays quiet before a reply counts as complete (a long reply comes in parts); 0: the first part ends it',
  }),
  leastAnsweredShare: setting({
    variable: 'MAIMBOT_LEAST_ANSWERED_SHARE',
    schema: number.pipe(z.number().min(0).max(1)),
    standard: 1,
    standardOnReal: 0.75,
    accepts: 'a share from 0 to 1',
    purpose: 'least share of the messages that must be answered',
  }),
  p95LimitMs: setting({
    variable: 'MAIMBOT_P95_LIMIT_MS',
    schema: whole(1, 600_000),
    standard: 3_000,
    standardOnReal: 15_000,
    accepts: 'milliseconds from 1 to 600000',
    purpose: 'limit for the 95th percentile of the time to the first reply',
  }),
  requestTimeoutMs: setting({
    variable: 'MAIMBOT_REQUEST_TIMEOUT_MS',
    schema: whole(100, 600_000),
    standard: 15_000,
    accepts: 'milliseconds from 100 to 600000',
    purpose:
      'how long the configurator may take to answer a request, and the reply backend to acknowledge a message',
  }),
  startTimeoutMs: setting({
    variable: 'MAIMBOT_START_TIMEOUT_MS',
    schema: whole(100, 600_000),
    standard: 30_000,
    standardOnReal: 60_000,
    accepts: 'milliseconds from 100 to 600000',
    purpose: 'how long a backend may take until it serves',
  }),
  busyTimeoutMs: setting({
    variable: 'MAIMBOT_BUSY_TIMEOUT_MS',
    schema: whole(0, 600_000),
    standard: 30_000,
    accepts: 'milliseconds from 0 to 600000',
    purpose: 'how long the purge waits for a database that another process is writing to',
  }),
  secondLookMs: setting({
    variable: 'MAIMBOT_SECOND_LOOK_MS',
    schema: whole(0, 600_000),
    standard: 2_000,
    accepts: 'milliseconds from 0 to 600000',
    purpose:
      'on backends that run on: how long the clean-up watches for rows that the reply backend writes again from its memory (it saves all of it every 300 s)',
  }),
  knownDefects: setting({
    variable: 'MAIMBOT_KNOWN_DEFECTS',
    schema: knownDefects,
    standard: [],
    accepts: `a list of ${DEFECT_IDS.join(', ')}`,
    purpose:
      'defects that the system is known to have: a scenario tagged with one of them may fail in its assertion, and must',
  }),
  logLevel: setting({
    variable: 'LOG_LEVEL',
    schema: z
      .string()
      .toLowerCase()
      .pipe(z.enum(['debug', 'info', 'warning', 'error'])),
    standard: 'info',
    accepts: 'DEBUG, INFO, WARNING or ERROR',
    purpose: 'how much `integration_test.log` tells',
  }),
  configPort: setting({
    variable: 'MAIMBOT_CONFIG_PORT',
    schema: whole(0, 65_535),
    standard: 0,
    accepts: 'a port from 0 to 65535',
    purpose: "the configurator's port; 0: any free one, and 8000 in the mode maimbot",
  }),
  replyPort: setting({
    variable: 'MAIMBOT_REPLY_PORT',
    schema: whole(0, 65_535),
    standard: 0,
    accepts: 'a port from 0 to 65535',
    purpose:
      "the reply backend's port; 0: any free one, and in the mode maimbot the one in its `.env`, which no other can override",
  }),
  database: setting({
    variable: 'MAIMBOT_DATABASE',
    schema: z.string(),
    standard: '',
    accepts: 'the path of an SQLite file',
    purpose:
      'sandbox: its database, made if there is none, and kept; empty: one for this run alone. maimbot: empty is `data/MaiBot.db` of the checkout. attached: the database of the backends, needed',
  }),
  usernamePrefix: setting({
    variable: 'MAIMBOT_USERNAME_PREFIX',
    schema: z.string().regex(/^[\p{L}\p{N}_-]{3,20}$/u),
    standard: 'testuser',
    accepts: '3 to 20 letters, digits, _ or -',
    purpose: 'what the name of every test user begins with',
  }),
  password: setting({
    variable: 'MAIMBOT_PASSWORD',
    schema: z.string().min(6).max(200),
    standard: 'testpass123',
    accepts: 'at least 6 characters',
    purpose: 'password of the test users; never printed',
  }),
  reports: setting({
    variable: 'MAIMBOT_REPORTS',
    schema: z.string().min(1),
    standard: 'reports',
    accepts: 'the path of a folder',
    purpose: 'folder for reports, logs and ledgers',
  }),
} satisfies Record<string, Specification<z.ZodType>>;

export type SettingName = keyof typeof SPECIFICATIONS;

/** The settings of a run, checked; times in milliseconds. */
export type Settings = {
  readonly [Name in SettingName]: z.output<(typeof SPECIFICATIONS)[Name]['schema']>;
};

/** A setting as it is in a mode when nobody says anything. */
export function standardOf(name: SettingName, mode: Mode): Settings[SettingName] {
  const { standard, standardOnReal }: Specification<z.ZodType> = SPECIFICATIONS[name];
  return (mode === 'sandbox' ? standard : (standardOnReal ?? standard)) as Settings[SettingName];
}

/** Every setting as it is when nobody says anything. */
export const STANDARD_SETTINGS = Object.freeze(
  Object.fromEntries(Object.entries(SPECIFICATIONS).map(([name, { standard }]) => [name, standard])),
) as Settings;
