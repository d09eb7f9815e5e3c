import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { z } from 'zod';
import { within } from '../../basics/wait';

/** A process of the sandbox, started as the suite starts it. */
export interface Forked {
  readonly child: ChildProcess;
  /** All that it has written so far. */
  output(): string;
  /** The port that it said it listens on; rejects when it ends before. */
  readonly listening: Promise<number>;
  /** Resolves when it has ended and its output is complete. */
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** Sends SIGTERM and waits for the end. */
  stop(): Promise<void>;
}

/** Milliseconds; a process compiles its sources first, on a machine that may be busy. */
const DEADLINE_MS = 25_000;

/** Starts a module as a process of its own with these variables beside PATH and the like. */
export function forkSandbox(modulePath: string, environment: Readonly<Record<string, string>>): Forked {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('SANDBOX_'));
  const child = fork(modulePath, {
    execArgv: ['-r', 'ts-node/register'],
    env: { ...Object.fromEntries(inherited), ...environment },
    silent: true,
  });
  let written = '';
  const outputs = [child.stdout, child.stderr].filter((stream) => stream !== null);
  for (const stream of outputs) stream.setEncoding('utf8').on('data', (chunk: string) => (written += chunk));
  const ended = within(
    // Not the child's own `close`: node does not emit it when the channel was closed from this side.
    Promise.all([once(child, 'exit'), ...outputs.map((stream) => once(stream, 'close'))]).then(([exit]) => {
      const [code, signal] = ending.parse(exit);
      return { code, signal };
    }),
    { what: `the end of ${modulePath}`, deadlineMs: 10 * DEADLINE_MS },
  );
  const listening = within(Promise.race([firstMessage(child), ended.then(endedEarly)]), {
    what: `${modulePath} to listen`,
    deadlineMs: DEADLINE_MS,
    instead: () => written || 'no output',
  });
  return {
    child,
    listening,
    ended,
    output: () => written,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

const ending = z.tuple([z.number().nullable(), z.custom<NodeJS.Signals>().nullable()]);

const announcement = z.tuple([z.object({ listening: z.number() })]).rest(z.unknown());

async function firstMessage(child: ChildProcess): Promise<number> {
  const [{ listening }] = announcement.parse(await once(child, 'message'));
  return listening;
}

function endedEarly({ code }: { code: number | null }): never {
  throw new Error(`the process ended with ${code ?? 'a signal'} before it listened`);
}
