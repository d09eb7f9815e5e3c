import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import type { Seams } from '../seams';
import { openStore } from '../store';
import { Admission } from './admission';
import { Agents } from './agents';
import { Connections } from './connections';
import { Memory } from './memory';
import { MomentIds } from './outgoing';
import { Outbox } from './outbox';
import { Reception } from './reception';

/** The largest frame that the real server's WebSocket library takes by default, in bytes. */
const LARGEST_FRAME = 16 * 1024 * 1024;

export interface ReplyBackendOptions {
  /** The path of the database that the configurator writes to. */
  readonly database: string;
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Milliseconds that agents think whose configuration does not say. */
  readonly replyDelayMs: number;
  /** Replies to each message of agents whose configuration does not say. */
  readonly replyParts: number;
  /** Milliseconds between two times at which the streams in memory are written again; 0: never. */
  readonly streamSaveMs?: number;
  readonly seams: Seams;
  /** Told about connections, refusals and failures. */
  readonly log?: (level: 'info' | 'error', message: string) => void;
}

export interface ReplyBackend {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Starts the sandbox's reply backend (contract: reply-backend); resolves when it listens.
 * Rejects when the port is taken or the database cannot be opened.
 */
export async function startReplyBackend(options: ReplyBackendOptions): Promise<ReplyBackend> {
  const { seams, log = () => undefined } = options;
  const store = await openStore(options.database, seams);
  const closing = new AbortController();
  const connections = new Connections();
  const outbox = new Outbox(connections, closing.signal);
  const ids = new MomentIds();
  const admission = new Admission(store, seams);
  const memory = new Memory(store, seams, ids);
  const agents = new Agents({
    store,
    seams,
    connections,
    outbox,
    admission,
    memory,
    ids,
    behaviour: { delayMs: options.replyDelayMs, parts: options.replyParts, silent: false },
    failed: (error) => {
      const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
      log('error', `a message could not be handled: ${what}`);
    },
    closing: closing.signal,
  });
  const reception = new Reception({ seams, connections, outbox, admission, agents, log });

  const http = createServer((_request, response) => {
    response.writeHead(404, { 'content-type': 'application/json' }).end('{"detail":"Not Found"}');
  });
  const sockets = new WebSocketServer({
    server: http,
    maxPayload: LARGEST_FRAME,
    perMessageDeflate: false,
    verifyClient: ({ req }, answer) => {
      const path = address(req).pathname;
      answer(seams.check('reply.path-served', path === '/ws', { path }), 403);
    },
  });
  sockets.on('connection', (socket, request) => {
    attend(socket, request, reception);
  });
  // It repeats the errors of the HTTP server, which reach the caller by way of `once`.
  sockets.on('error', () => undefined);
  try {
    http.listen(options.port, options.host);
    await once(http, 'listening');
  } catch (error) {
    store.close();
    throw error;
  }
  const { port } = http.address() as AddressInfo;
  const saving =
    (options.streamSaveMs ?? 0) > 0
      ? setInterval(() => {
          store.database.transaction(() => {
            memory.saveStreams();
          })();
        }, options.streamSaveMs)
      : undefined;

  return {
    port,
    async close() {
      closing.abort();
      clearInterval(saving);
      for (const client of sockets.clients) client.terminate();
      sockets.close();
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
      await agents.settled();
      store.close();
    },
  };
}

function address(request: IncomingMessage): URL {
  return new URL(request.url ?? '/', 'ws://sandbox');
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** Takes the first value that is given; an empty one counts as none. */
function given(...values: (string | null | undefined)[]): string | undefined {
  return values.find((value): value is string => typeof value === 'string' && value !== '');
}

/** The query wins over the headers (contract: reply-backend, connecting). */
function attend(socket: WebSocket, request: IncomingMessage, reception: Reception): void {
  const { searchParams: query } = address(request);
  const id = reception.greet(socket, {
    key: given(query.get('api_key'), header(request, 'x-apikey')) ?? '',
    platform: given(query.get('platform'), header(request, 'x-platform')) ?? 'unknown',
    uuid: given(header(request, 'x-uuid')) ?? randomUUID(),
  });
  socket.on('message', (data: RawData, isBinary: boolean) => {
    if (isBinary || !Buffer.isBuffer(data)) reception.refuseBinary(id);
    else reception.receive(id, data.toString('utf8'));
  });
  socket.on('close', () => {
    reception.farewell(id);
  });
  // A broken frame or line is followed by a close, which is where the connection is forgotten.
  socket.on('error', () => undefined);
}
