import { keepSecret, mask } from '../basics/secrets';
import { EnvironmentError, readEnvironment, type ProcessSettings } from './environment';
import { seamsFor, UnknownFaultError } from './faults';
import type { Seams } from './seams';

/** A server that runs. */
export interface Running {
  readonly port: number;
  close(): Promise<void>;
}

/** One line of a process's log: time, level, message. Secrets are masked. */
export type ProcessLog = (level: 'info' | 'error', message: string) => void;

/** Starts the server of a process. May throw an EnvironmentError for a setting that it needs and has not got. */
export type Start = (settings: ProcessSettings, seams: Seams, log: ProcessLog) => Promise<Running>;

/** Exit codes: the process was told something that it cannot start with; it could not start. */
const EXIT_REFUSED = 2;
const EXIT_FAILED = 1;

/**
 * Runs a process of the sandbox until it is told to stop: by SIGTERM or SIGINT, or by the loss of its parent
 * unless SANDBOX_DETACHED is 1. Tells the parent `{ listening: port }` when it listens.
 */
export async function runProcess(name: string, start: Start): Promise<void> {
  ignoreLostOutput();
  const stop = stopOnce();
  process.on('SIGTERM', stop.now);
  process.on('SIGINT', stop.now);
  try {
    const settings = readEnvironment(process.env);
    if (!settings.detached) process.on('disconnect', stop.now);
    if (settings.signingKey !== undefined) keepSecret(settings.signingKey);
    const running = await start(settings, seamsFor(settings.faults), writeLine);
    stop.arm(running);
    writeLine('info', `${name} listens on ${settings.host}:${running.port}, database ${settings.database}`);
    process.send?.({ listening: running.port }, undefined, undefined, () => undefined);
  } catch (error) {
    const refused = error instanceof EnvironmentError || error instanceof UnknownFaultError;
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${name}: ${mask(reason)}\n`, () => {
      process.exit(refused ? EXIT_REFUSED : EXIT_FAILED);
    });
  }
}

function stopOnce(): { now: () => void; arm: (running: Running) => void } {
  let server: Running | undefined;
  let stopping = false;
  return {
    arm: (running) => {
      server = running;
    },
    now: () => {
      // A second signal does not wait for connections that will not close, nor does one that comes before the server is up.
      if (stopping || !server) process.exit(0);
      stopping = true;
      void server.close().then(() => process.exit(0));
    },
  };
}

function writeLine(level: 'info' | 'error', message: string): void {
  process.stdout.write(`${new Date().toISOString()} ${level} ${mask(message).replace(/\s*\n\s*/g, ' ')}\n`);
}

/** When the parent is gone, so are the readers of these pipes; that must not end the process before its own clean-up. */
function ignoreLostOutput(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}
