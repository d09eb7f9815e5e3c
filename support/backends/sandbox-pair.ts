import { randomBytes } from 'node:crypto';
import path from 'node:path';
import type { EndableProcess } from '../processes';
import { BackendProcess, type Launch } from './backend-process';
import { configuratorServes, replyBackendServes } from './readiness';

/** A pair of backends that serves. */
export interface BackendPair {
  readonly configUrl: string;
  readonly replyUrl: string;
  readonly database: string;
  /** The processes that were started for it, by name. */
  readonly processes: readonly BackendProcess[];
  /** Ends both with all their children; does nothing to backends that were not started for it. */
  stop(): Promise<void>;
}

/** What the starts of all kinds of pairs have in common. */
export interface PairOptions {
  readonly database: string;
  /** Folder for `config_backend.log` and `reply_backend.log`. */
  readonly logs: string;
  /** What the names of the logs end with, before `.log`; nothing unless given. */
  readonly logSuffix?: string;
  readonly startTimeoutMs: number;
  /** Told when a backend ends although nobody asked it to. */
  readonly onUnexpectedEnd?: (name: string, message: string) => void;
  /** Told of every process as soon as it is there. */
  readonly onStarted?: (started: EndableProcess) => void;
}

export interface SandboxOptions extends PairOptions {
  /** 0: any free port. */
  readonly configPort: number;
  readonly replyPort: number;
  /** Whether the backends live on when this process ends. */
  readonly outlive?: boolean;
  /** Key that the configurator signs tokens with; made anew when it is not given. */
  readonly signingKey?: string;
}

/** Where every backend that the suite starts listens. */
export const HOST = '127.0.0.1';
const ROOT = path.join(__dirname, '..', '..');

/**
 * Starts the sandbox's configurator and reply backend as two processes on one database, and waits until both serve.
 * @throws BackendError with the last lines of the log of the one that does not; then neither is left running
 */
export async function startSandbox(options: SandboxOptions): Promise<BackendPair> {
  const signingKey = options.signingKey ?? randomBytes(32).toString('hex');
  const processes: BackendProcess[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(processes.map((process) => process.stop()));
  };
  try {
    processes.push(
      BackendProcess.start(
        launch(options, 'configurator', 'configurator-process.ts', 'config_backend', options.configPort, {
          SANDBOX_SIGNING_KEY: signingKey,
        }),
      ),
    );
    processes.push(
      BackendProcess.start(
        launch(options, 'reply backend', 'reply-process.ts', 'reply_backend', options.replyPort),
      ),
    );
    const [configPort, replyPort] = await Promise.all(
      processes.map((process) => process.listening(options.startTimeoutMs)),
    );
    const configUrl = `http://${HOST}:${configPort ?? 0}`;
    const replyUrl = `ws://${HOST}:${replyPort ?? 0}/ws`;
    await Promise.all([
      configuratorServes(configUrl, options.startTimeoutMs),
      replyBackendServes(replyUrl, options.startTimeoutMs),
    ]);
    watchForEnds(processes, options);
    return { configUrl, replyUrl, database: options.database, processes, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Tells of every backend that ends although nobody asked it to. */
export function watchForEnds(processes: readonly BackendProcess[], options: PairOptions): void {
  for (const process of processes) {
    process.onUnexpectedEnd((message) => options.onUnexpectedEnd?.(process.launch.name, message));
  }
}

function launch(
  options: SandboxOptions,
  name: string,
  script: string,
  log: string,
  port: number,
  env: Record<string, string> = {},
): Launch {
  return {
    name,
    command: process.execPath,
    args: ['--require', require.resolve('ts-node/register'), path.join(ROOT, 'support', 'sandbox', script)],
    cwd: ROOT,
    env: {
      ...process.env,
      TS_NODE_PROJECT: path.join(ROOT, 'tsconfig.json'),
      SANDBOX_DATABASE: options.database,
      SANDBOX_HOST: HOST,
      SANDBOX_PORT: String(port),
      ...(options.outlive === true ? { SANDBOX_DETACHED: '1' } : {}),
      ...env,
    },
    log: path.join(options.logs, `${log}${options.logSuffix ?? ''}.log`),
    tells: true,
    ...(options.onStarted && { onStarted: options.onStarted }),
  };
}
