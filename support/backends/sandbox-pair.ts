import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { BackendProcess, type Launch } from './backend-process';
import { configuratorServes, replyBackendServes } from './readiness';

/** A pair of backends that serves. */
export interface BackendPair {
  readonly configUrl: string;
  readonly replyUrl: string;
  readonly database: string;
  /** The processes that were started for it, by name. */
  readonly processes: readonly BackendProcess[];
  /** Ends both with all their children. */
  stop(): Promise<void>;
}

export interface SandboxOptions {
  readonly database: string;
  /** Folder for `config_backend.log` and `reply_backend.log`. */
  readonly logs: string;
  /** 0: any free port. */
  readonly configPort: number;
  readonly replyPort: number;
  readonly startTimeoutMs: number;
  /** Key that the configurator signs tokens with; made anew when it is not given. */
  readonly signingKey?: string;
  /** Told when a backend ends although nobody asked it to. */
  readonly onUnexpectedEnd?: (name: string, message: string) => void;
}

const HOST = '127.0.0.1';
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
        launch(options, 'configurator', 'configurator-process.ts', 'config_backend.log', options.configPort, {
          SANDBOX_SIGNING_KEY: signingKey,
        }),
      ),
    );
    processes.push(
      BackendProcess.start(
        launch(options, 'reply backend', 'reply-process.ts', 'reply_backend.log', options.replyPort),
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
    for (const process of processes) {
      process.onUnexpectedEnd((message) => options.onUnexpectedEnd?.(process.launch.name, message));
    }
    return { configUrl, replyUrl, database: options.database, processes, stop };
  } catch (error) {
    await stop();
    throw error;
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
      ...env,
    },
    log: path.join(options.logs, log),
  };
}
