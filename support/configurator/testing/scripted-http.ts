import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it arrived. */
export interface Arrived {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** How many requests arrived before it. */
  readonly index: number;
}

export interface ScriptedHttp {
  readonly baseUrl: string;
  readonly arrived: readonly Arrived[];
  close(): Promise<void>;
}

/** An HTTP server on a free port of loopback that answers as the test says; what it says nothing to stays unanswered. */
export async function startScriptedHttp(
  answer: (request: Arrived, response: ServerResponse) => void | Promise<void>,
): Promise<ScriptedHttp> {
  const arrived: Arrived[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.once('end', () => {
      const { method = '', url = '', headers } = request;
      const body = Buffer.concat(chunks).toString('utf8');
      const seen = { method, path: url, headers, body, index: arrived.length };
      arrived.push(seen);
      void answer(seen, response);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    arrived,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
