import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { messageOf, UsageError } from '../basics/errors';
import {
  type BackendPair,
  configuratorServes,
  type Finding,
  judgePort,
  type OwnHolder,
  type PairOptions,
  prepareMaimbot,
  replyBackendServes,
  startMaimbot,
  startSandbox,
} from '../backends';
import { examineDatabase } from '../cleanup';
import type { Settings } from '../settings/specification';

/** Something that keeps MaiMBot from being started, a line for each; nothing was started. */
export class NotReady extends UsageError {
  override readonly name = 'NotReady';
}

/** How long backends that are said to run already may take to answer. */
const ATTACHED_DEADLINE_MS = 5_000;

export interface PairRequest {
  readonly settings: Settings;
  /** Folder that relative paths in the settings refer to. */
  readonly root: string;
  /** Where the sandbox keeps its rows unless the settings say. */
  readonly standardDatabase: string;
  readonly logs: string;
  readonly logSuffix?: string;
  /** Whether the backends are to live on when this process ends. */
  readonly outlive?: boolean;
  readonly onUnexpectedEnd?: PairOptions['onUnexpectedEnd'];
  readonly onStarted?: PairOptions['onStarted'];
  /** Who of the suite itself holds a port. */
  readonly ownHolder?: OwnHolder;
  /** Told what a user would want to know, the interpreter that was taken for example. */
  readonly onNote?: (note: string) => void;
}

/** A pair of backends that serves, and the key of its tokens where it is known. */
export interface PairOfRun {
  readonly backends: BackendPair;
  /** The key that the configurator signs tokens with: a test can make tokens that nobody else could. Known of the sandbox alone. */
  readonly signingKey: string;
}

/**
 * The backends that the settings ask for: started, or found to serve.
 * @throws NotReady where something is missing, BackendError when a backend does not come up; then nothing is left running
 */
export async function pairFor(request: PairRequest): Promise<PairOfRun> {
  const { mode } = request.settings;
  if (mode === 'sandbox') return sandbox(request);
  const backends = mode === 'maimbot' ? await maimbot(request) : await attached(request);
  return { backends, signingKey: '' };
}

async function sandbox({
  settings,
  root,
  standardDatabase,
  outlive = false,
  ...request
}: PairRequest): Promise<PairOfRun> {
  const signingKey = randomBytes(32).toString('hex');
  const { database, configPort, replyPort } = settings;
  const held = await Promise.all([
    ...(configPort === 0 ? [] : [judgePort('configurator', configPort, request.ownHolder)]),
    ...(replyPort === 0 ? [] : [judgePort('reply backend', replyPort, request.ownHolder)]),
  ]);
  refuseIfWrong(held, 'the sandbox cannot be started');
  const backends = await startSandbox({
    ...common(settings, request),
    database: database === '' ? standardDatabase : path.resolve(root, database),
    configPort,
    replyPort,
    signingKey,
    outlive,
  });
  return { backends, signingKey };
}

async function maimbot({ settings, root, ...request }: PairRequest): Promise<BackendPair> {
  const home = path.resolve(root, settings.home);
  const database = settings.database === '' ? '' : path.resolve(root, settings.database);
  const { ownHolder } = request;
  const ready = await prepareMaimbot(
    { ...settings, home, database },
    process.env,
    examineDatabase,
    ownHolder && { ownHolder },
  );
  const { findings, interpreter, configPort, replyPort } = ready;
  refuseIfWrong(findings, `MaiMBot in ${home} cannot be started yet`);
  if (!interpreter) throw new NotReady(`there is no Python to run MaiMBot in ${home} with`);
  request.onNote?.(`MaiMBot in ${home} is run with ${interpreter.command}, the Python ${interpreter.source}`);
  return startMaimbot({
    ...common(settings, request),
    home,
    python: interpreter.command,
    configPort,
    replyPort,
    database: ready.database,
  });
}

/** @throws NotReady with a line for each finding that is not as it should be */
function refuseIfWrong(findings: readonly Finding[], what: string): void {
  const wrong = findings.filter(({ ok }) => !ok);
  if (wrong.length === 0) return;
  throw new NotReady(`${what}:\n${wrong.map(({ line }) => `  ${line}`).join('\n')}`);
}

async function attached({ settings, root }: PairRequest): Promise<BackendPair> {
  const { configUrl, replyUrl, requestTimeoutMs } = settings;
  const database = path.resolve(root, settings.database);
  examineDatabase(database);
  const deadlineMs = Math.min(requestTimeoutMs, ATTACHED_DEADLINE_MS);
  const found = await Promise.allSettled([
    configuratorServes(configUrl, deadlineMs),
    replyBackendServes(replyUrl, deadlineMs),
  ]);
  const complaints = found.flatMap((one) =>
    one.status === 'rejected' ? [messageOf(one.reason).replaceAll('\n', '; ')] : [],
  );
  if (complaints.length > 0) {
    throw new NotReady(
      `there are no backends to attach to:\n${complaints.map((line) => `  ${line}`).join('\n')}\n  start them, or correct their addresses (MAIMBOT_CONFIG_URL, MAIMBOT_REPLY_URL)`,
    );
  }
  return { configUrl, replyUrl, database, processes: [], stop: async () => Promise.resolve() };
}

type Common = Omit<PairOptions, 'database'>;

function common(
  { startTimeoutMs }: Settings,
  {
    logs,
    logSuffix,
    onUnexpectedEnd,
    onStarted,
  }: Pick<PairRequest, 'logs' | 'logSuffix' | 'onUnexpectedEnd' | 'onStarted'>,
): Common {
  return {
    logs,
    startTimeoutMs,
    ...(logSuffix !== undefined && { logSuffix }),
    ...(onUnexpectedEnd && { onUnexpectedEnd }),
    ...(onStarted && { onStarted }),
  };
}
