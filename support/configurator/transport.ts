import { setMaxListeners } from 'node:events';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import got, { RequestError, type Got } from 'got';
import { mask } from '../basics/secrets';
import { NoAnswerError } from './errors';
import type { Exchange } from './exchange';

/** A request as it goes out; `json` is serialized, `body` goes as it is. */
export interface Request {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH' | 'OPTIONS';
  readonly path: string;
  readonly token?: string;
  readonly json?: unknown;
  readonly body?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer, whatever its status; `body` is parsed when it is JSON. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
  readonly exchange: Exchange;
}

export interface TransportOptions {
  /** e.g. `http://127.0.0.1:8000` */
  readonly baseUrl: string;
  readonly timeoutMs: number;
  /** Ends every request that is under way, and refuses any other, from the moment when it is aborted. */
  readonly signal?: AbortSignal;
  /** Told of every exchange, for the evidence of a failure. */
  readonly onExchange?: (exchange: Exchange) => void;
}

// A connection for each request: after an internal error MaiMBot closes the one on which it came without saying so, and
// the next request on it would be lost (seen with uvicorn 0.32, known defect D01).
const AGENT = {
  http: new HttpAgent({ keepAlive: false }),
  https: new HttpsAgent({ keepAlive: false }),
};

/** HTTP without an opinion on statuses. */
export class Transport {
  private readonly client: Got;

  constructor(private readonly options: TransportOptions) {
    // Each request that is under way listens to it.
    if (options.signal) setMaxListeners(0, options.signal);
    this.client = got.extend({
      prefixUrl: options.baseUrl,
      timeout: { request: options.timeoutMs },
      throwHttpErrors: false,
      followRedirect: false,
      agent: AGENT,
      ...(options.signal && { signal: options.signal }),
      // Only what reads can be repeated without making something twice.
      retry: { limit: 2, methods: ['GET'], statusCodes: [502, 503, 504], backoffLimit: 500 },
    });
  }

  /** @throws NoAnswerError when there is no answer at all */
  async send(request: Request): Promise<HttpAnswer> {
    const started = performance.now();
    const content = request.body ?? (request.json === undefined ? undefined : JSON.stringify(request.json));
    const requestBody = Buffer.isBuffer(content) ? `<${content.length} bytes>` : content;
    const exchange = (status: number | undefined, responseBody: string): Exchange => {
      const seen: Exchange = {
        method: request.method,
        path: request.path,
        requestBody: requestBody === undefined ? undefined : mask(requestBody),
        authorized: request.token !== undefined,
        status,
        responseBody: mask(responseBody),
        durationMs: performance.now() - started,
      };
      this.options.onExchange?.(seen);
      return seen;
    };
    try {
      const response = await this.client(request.path.replace(/^\//, ''), {
        method: request.method,
        headers: {
          ...(request.json === undefined ? {} : { 'content-type': 'application/json' }),
          ...(request.token === undefined ? {} : { authorization: `Bearer ${request.token}` }),
          ...request.headers,
        },
        ...(content === undefined ? {} : { body: content }),
      });
      return {
        status: response.statusCode,
        headers: response.headers,
        body: parseIfJson(response.body, response.headers['content-type']),
        exchange: exchange(response.statusCode, response.body),
      };
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      throw new NoAnswerError(exchange(undefined, ''), error);
    }
  }
}

function parseIfJson(body: string, contentType: string | undefined): unknown {
  if (!contentType?.startsWith('application/json')) return body;
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return body;
  }
}
