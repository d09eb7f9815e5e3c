import cors from '@fastify/cors';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Answer, Seams } from '../seams';
import { openStore } from '../store';
import { accountEndpoints } from './accounts';
import { agentEndpoints } from './agents';
import { documentationEndpoints } from './documentation';
import type { Context, Endpoint, Incoming, Situation } from './endpoint';
import { healthEndpoints } from './health';
import { Refusal } from './refusal';
import { splitName, unrouted } from './routing';
import { templateEndpoints } from './templates';
import { tenantEndpoints } from './tenants';

export interface ConfiguratorOptions {
  /** Path of the SQLite file; it is made when it does not exist. */
  readonly database: string;
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  /** The key that tokens are signed with. */
  readonly signingKey: string;
  readonly seams: Seams;
  /** Told of each request and of each unexpected error. */
  readonly log?: (level: 'info' | 'error', message: string) => void;
}

export interface RunningConfigurator {
  readonly port: number;
  /** Ends all connections, frees the port and closes the database. */
  close(): Promise<void>;
}

/** Bytes of the largest body that is read; MaiMBot has no limit. */
const BODY_LIMIT = 64 * 1024 * 1024;

/** Bytes of all header lines together, as much as uvicorn takes; it must hold any token a test sends. */
const HEADER_LIMIT = 64 * 1024;

/** Starts the configurator of the sandbox; resolves when it listens. */
export async function startConfigurator(options: ConfiguratorOptions): Promise<RunningConfigurator> {
  const { seams, signingKey, log = () => undefined } = options;
  const store = await openStore(options.database, seams);
  const endpoints = endpointsOf({ store, seams, signingKey });
  const server = await serverFor(log);
  for (const endpoint of endpoints) addRoute(server, endpoint, seams, log);
  server.setNotFoundHandler((request, reply) =>
    send(reply, unrouted(endpoints, request.method, request.url)),
  );
  server.addHook('onClose', () => {
    store.close();
  });
  try {
    await server.listen({ host: options.host, port: options.port });
  } catch (error) {
    await server.close();
    throw error;
  }
  const address = server.server.address();
  const port = typeof address === 'object' && address ? address.port : options.port;
  return { port, close: () => server.close() };
}

function endpointsOf(context: Context): Endpoint[] {
  const documented = [
    ...healthEndpoints(),
    ...accountEndpoints(context),
    ...templateEndpoints(context),
    ...agentEndpoints(context),
    ...tenantEndpoints(context),
  ];
  return [...documented, ...documentationEndpoints(documented)];
}

type Log = NonNullable<ConfiguratorOptions['log']>;

async function serverFor(log: Log): Promise<FastifyInstance> {
  const server = fastify({
    bodyLimit: BODY_LIMIT,
    exposeHeadRoutes: false,
    forceCloseConnections: true,
    http: { maxHeaderSize: HEADER_LIMIT },
    routerOptions: { maxParamLength: HEADER_LIMIT },
    frameworkErrors: (_error, _request, reply) => {
      void send(reply, unrouted([], '', ''));
    },
  });
  await server.register(cors, {
    origin: '*',
    credentials: true,
    methods: ['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS'],
    optionsSuccessStatus: 200,
  });
  // Bodies are read as FastAPI reads them, whatever their type says: see body.ts.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body);
  });
  server.setErrorHandler((error: { statusCode?: number; message: string }, _request, reply) => {
    const status = error.statusCode ?? 500;
    if (status < 500) return send(reply, { status, body: { detail: error.message }, headers: {} });
    log('error', error.message);
    return send(reply, internalError());
  });
  server.addHook('onResponse', (request, reply, done) => {
    const [path = ''] = request.url.split('?');
    log('info', `${request.method} ${path} ${reply.statusCode} ${Math.round(reply.elapsedTime)} ms`);
    done();
  });
  return server;
}

function addRoute(server: FastifyInstance, endpoint: Endpoint, seams: Seams, log: Log): void {
  const { method, path } = splitName(endpoint.name);
  server.route({
    method,
    url: path.replace(/\{(\w+)\}/g, ':$1'),
    handler: async (request, reply) => send(reply, await answerOf(endpoint, incomingOf(request), seams, log)),
  });
}

async function answerOf(endpoint: Endpoint, incoming: Incoming, seams: Seams, log: Log): Promise<Answer> {
  const about: Situation = { endpoint: endpoint.name, params: incoming.params };
  try {
    const body = await endpoint.answer(incoming, about);
    const headers = endpoint.contentType === undefined ? {} : { 'content-type': endpoint.contentType };
    return seams.answer(endpoint.name, { status: endpoint.success ?? 200, body, headers }, about);
  } catch (error) {
    if (error instanceof Refusal) {
      const { status, detail, headers, by } = error;
      const answer = { status, body: { detail }, headers: { ...headers } };
      return seams.answer(endpoint.name, answer, { ...about, refusedBy: by });
    }
    log('error', `${endpoint.name}: ${error instanceof Error ? error.message : String(error)}`);
    const answer =
      endpoint.failure === undefined
        ? internalError()
        : { status: 500, body: { detail: endpoint.failure }, headers: {} };
    return seams.answer(endpoint.name, answer, { ...about, error });
  }
}

function incomingOf(request: FastifyRequest): Incoming {
  const header = (value: string | string[] | undefined): string | undefined =>
    Array.isArray(value) ? value.join(', ') : value;
  return {
    headers: Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, header(value)]),
    ),
    params: request.params as Record<string, string>,
    query: lastValues(request.query as Record<string, string | string[]>),
    bytes: Buffer.isBuffer(request.body) ? request.body : undefined,
    ip: request.ip,
  };
}

/** Of a parameter that is given twice the last one counts, as in FastAPI. */
function lastValues(query: Readonly<Record<string, string | string[]>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(query).map(([name, value]) => [name, Array.isArray(value) ? (value.at(-1) ?? '') : value]),
  );
}

/** What an unexpected error is answered with where the endpoint has no words of its own for it. */
function internalError(): Answer {
  return {
    status: 500,
    body: 'Internal Server Error',
    headers: { 'content-type': 'text/plain; charset=utf-8' },
  };
}

/** Sends bytes, because fastify would add a charset to the content type of a text. */
function send(reply: FastifyReply, { status, body, headers }: Answer): FastifyReply {
  const type = headers['content-type'] ?? 'application/json';
  const text = type.startsWith('application/json') ? JSON.stringify(body) : String(body);
  return reply
    .code(status)
    .headers({ ...headers, 'content-type': type })
    .send(Buffer.from(text));
}
