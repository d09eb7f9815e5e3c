import { WebSocket } from 'ws';
import { within } from '../basics/wait';
import { Connection } from './connection';
import { TEST_PLATFORM } from './envelope';
import { ConnectionLostError, ConnectionRefusedError } from './errors';

export interface ConnectOptions {
  /** For example `ws://localhost:8095/ws`. */
  readonly url: string;
  /** `<tenant_id>:<agent_id>`; without it no key is sent. */
  readonly key?: string;
  /** Default: `test`. */
  readonly platform?: string;
  /** The connection's id; without it the server makes one up. */
  readonly uuid?: string;
  /** Where the key and the platform are put. */
  readonly keyIn: 'header' | 'query';
  readonly openTimeoutMs: number;
}

function address({ url, key, platform = TEST_PLATFORM, keyIn }: ConnectOptions): URL {
  const target = new URL(url);
  if (keyIn === 'query') {
    if (key !== undefined) target.searchParams.set('api_key', key);
    target.searchParams.set('platform', platform);
  }
  return target;
}

function headers({ key, platform = TEST_PLATFORM, uuid, keyIn }: ConnectOptions): Record<string, string> {
  return {
    ...(uuid !== undefined && { 'x-uuid': uuid }),
    ...(keyIn === 'header' && { 'x-platform': platform }),
    ...(keyIn === 'header' && key !== undefined && { 'x-apikey': key }),
  };
}

function handshake(socket: WebSocket, url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('unexpected-response', (request, response) => {
      reject(new ConnectionRefusedError(url, { status: response.statusCode ?? 0 }));
      request.destroy();
    });
    socket.once('error', (cause) => {
      const what = `could not be opened: ${cause.message}; is the reply backend running there?`;
      reject(new ConnectionLostError(url, what, undefined, { cause }));
    });
  });
}

/**
 * Resolves when the socket is open, which does not yet mean that the key was accepted.
 * Rejects with a ConnectionRefusedError (HTTP status), a ConnectionLostError (nobody listens) or a DeadlineError.
 */
export async function connect(options: ConnectOptions): Promise<Connection> {
  const { url, key = '', platform = TEST_PLATFORM, openTimeoutMs } = options;
  const socket = new WebSocket(address(options), { headers: headers(options), perMessageDeflate: false });
  const connection = new Connection(socket, { url, key, platform });
  try {
    await within(handshake(socket, url), {
      what: `the WebSocket handshake with ${url}`,
      deadlineMs: openTimeoutMs,
      causes: ['the reply backend is still starting', 'another program listens on that port'],
    });
  } catch (error) {
    socket.terminate();
    throw error;
  }
  return connection;
}
