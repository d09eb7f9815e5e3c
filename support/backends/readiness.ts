import got from 'got';
import WebSocket from 'ws';
import { until } from '../basics/wait';

/** Resolves when the configurator answers 200 on `/health` (contract: processes), or when nobody waits any more. */
export async function configuratorServes(
  baseUrl: string,
  deadlineMs: number,
  over?: AbortSignal,
): Promise<void> {
  let last = 'nothing yet';
  await until(
    async () => {
      if (over?.aborted === true) return true;
      try {
        const { statusCode } = await got(`${baseUrl}/health`, {
          throwHttpErrors: false,
          retry: { limit: 0 },
          timeout: { request: 2_000 },
        });
        if (statusCode === 200) return true;
        last = `status ${statusCode}`;
      } catch (error) {
        last = (error as Error).message;
      }
      return undefined;
    },
    { what: `the configurator at ${baseUrl} to answer /health`, deadlineMs, instead: () => last },
  );
}

/**
 * Resolves when a WebSocket handshake succeeds, or when nobody waits any more: the reply backend has no HTTP route
 * to ask (contract: processes).
 */
export async function replyBackendServes(url: string, deadlineMs: number, over?: AbortSignal): Promise<void> {
  let last = 'nothing yet';
  await until(
    async () => {
      if (over?.aborted === true) return true;
      const outcome = await handshake(url);
      if (outcome === 'open') return true;
      last = outcome;
      return undefined;
    },
    { what: `the reply backend at ${url} to accept a WebSocket`, deadlineMs, instead: () => last },
  );
}

async function handshake(url: string): Promise<string> {
  const socket = new WebSocket(url, { handshakeTimeout: 2_000 });
  return new Promise((resolve) => {
    socket.once('open', () => {
      socket.terminate();
      resolve('open');
    });
    socket.once('error', (error) => {
      resolve(error.message);
    });
  });
}
