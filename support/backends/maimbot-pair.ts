import { existsSync } from 'node:fs';
import path from 'node:path';
import { BackendError, BackendProcess, type Launch } from './backend-process';
import { diagnoseMaimbot } from './maimbot-troubles';
import { judgePort } from './ports';
import { configuratorServes, replyBackendServes } from './readiness';
import { type BackendPair, HOST, type PairOptions, watchForEnds } from './sandbox-pair';

export interface MaimbotOptions extends PairOptions {
  /** The checkout. */
  readonly home: string;
  /** The Python that runs it. */
  readonly python: string;
  readonly configPort: number;
  /** The port in the checkout's `.env`, which overrides the environment (contract: processes). */
  readonly replyPort: number;
}

/**
 * Starts the two processes of a checkout of MaiMBot and waits until both serve.
 * The configurator is started without its reloader, which would hold the port in a child of its own, on the loopback alone.
 * @throws BackendError with what is wrong, as soon as it can be told; then neither is left running
 */
export async function startMaimbot(options: MaimbotOptions): Promise<BackendPair> {
  const { configPort, replyPort, startTimeoutMs } = options;
  const processes: BackendProcess[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(processes.map((process) => process.stop()));
  };
  const configUrl = `http://${HOST}:${configPort}`;
  const replyUrl = `ws://${HOST}:${replyPort}/ws`;
  const configurator = async (): Promise<void> => {
    const application = ['-m', 'uvicorn', 'src.api.main:app', '--host', HOST, '--port', String(configPort)];
    const process = BackendProcess.start(launch(options, 'configurator', application, 'config_backend'));
    processes.push(process);
    const serves = async (over: AbortSignal): Promise<void> =>
      configuratorServes(configUrl, startTimeoutMs * 2, over);
    await process.comesUp(`to answer ${configUrl}/health`, serves, startTimeoutMs);
  };
  const replyBackend = async (): Promise<void> => {
    const process = BackendProcess.start(launch(options, 'reply backend', ['bot.py'], 'reply_backend'));
    processes.push(process);
    const serves = async (over: AbortSignal): Promise<void> =>
      replyBackendServes(replyUrl, startTimeoutMs * 2, over);
    await process.comesUp(`to open ${replyUrl}`, serves, startTimeoutMs);
  };
  try {
    // Where there is no database yet, both would make its tables.
    if (existsSync(options.database)) await Promise.all([configurator(), replyBackend()]);
    else {
      await configurator();
      await replyBackend();
    }
    watchForEnds(processes, options);
    return { configUrl, replyUrl, database: options.database, processes, stop };
  } catch (error) {
    await stop();
    throw await withHolders(error, [
      ['configurator', configPort],
      ['reply backend', replyPort],
    ]);
  }
}

/** The configurator does not print that its port is taken; it only ends. */
async function withHolders(error: unknown, ports: readonly (readonly [string, number])[]): Promise<unknown> {
  if (!(error instanceof BackendError)) return error;
  const findings = await Promise.all(ports.map(async ([name, port]) => judgePort(name, port)));
  const held = findings.filter(({ ok }) => !ok).map(({ line }) => line);
  return held.length === 0 ? error : new BackendError([error.message, ...held].join('\n'));
}

function launch(options: MaimbotOptions, name: string, args: readonly string[], log: string): Launch {
  const { home, python, logs, logSuffix = '', onStarted } = options;
  return {
    name,
    command: python,
    args,
    cwd: home,
    env: { ...process.env, PYTHONPATH: home, PYTHONUNBUFFERED: '1', PYTHONUTF8: '1' },
    log: path.join(logs, `${log}${logSuffix}.log`),
    diagnose: diagnoseMaimbot(home),
    ...(onStarted && { onStarted }),
  };
}
