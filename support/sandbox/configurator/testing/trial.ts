import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { soundSeams, type Seams } from '../../seams';
import { startConfigurator } from '..';

const answerOfRegistration = z.object({
  access_token: z.string(),
  refresh_token: z.string(),
  user_info: z.object({ user_id: z.string(), tenant_id: z.string(), username: z.string() }),
});

/** A user who has just registered or logged in. */
export type TrialUser = z.infer<typeof answerOfRegistration>;

/** The password of every user of a trial. */
export const PASSWORD = 'secret-of-the-trial';

/** An answer over real HTTP, its body parsed where it is JSON. */
export interface TrialAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

export interface TrialRequest {
  readonly token?: string;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it is, instead. */
  readonly raw?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A configurator on a database of its own, for tests. */
export interface Trial {
  readonly signingKey: string;
  readonly baseUrl: string;
  /** A second connection to its database. */
  readonly database: Database.Database;
  request(method: string, path: string, request?: TrialRequest): Promise<TrialAnswer>;
  /** Registers a user; fails when it is refused. */
  register(username: string, fields?: Readonly<Record<string, unknown>>): Promise<TrialUser>;
  logIn(username: string): Promise<TrialUser>;
  end(): Promise<void>;
}

export async function startTrial(seams: Seams = soundSeams): Promise<Trial> {
  const folder = await mkdtemp(join(tmpdir(), 'maimbot-configurator-'));
  const path = join(folder, 'MaiBot.db');
  const signingKey = 'the-key-of-a-trial-0123456789-0123456789';
  const server = await startConfigurator({ database: path, host: '127.0.0.1', port: 0, signingKey, seams });
  const database = new Database(path);
  const baseUrl = `http://127.0.0.1:${server.port}`;
  const request = (method: string, route: string, about: TrialRequest = {}): Promise<TrialAnswer> =>
    send(method, baseUrl + route, about);
  return {
    signingKey,
    baseUrl,
    database,
    request,
    async register(username, fields = {}) {
      const json = { username, password: PASSWORD, ...fields };
      return answerOfRegistration.parse((await request('POST', '/api/v1/auth/register', { json })).body);
    },
    async logIn(username) {
      const json = { username, password: PASSWORD };
      return answerOfRegistration.parse((await request('POST', '/api/v1/auth/login', { json })).body);
    },
    async end() {
      database.close();
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function send(method: string, url: string, about: TrialRequest): Promise<TrialAnswer> {
  const { token, json, raw, headers } = about;
  const payload = raw ?? (json === undefined ? undefined : JSON.stringify(json));
  const response = await fetch(url, {
    method,
    redirect: 'manual',
    headers: {
      ...(payload !== undefined && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(payload !== undefined && { body: typeof payload === 'string' ? Buffer.from(payload) : payload }),
  });
  const text = await response.text();
  const isJson = text !== '' && response.headers.get('content-type') === 'application/json';
  const body: unknown = isJson ? JSON.parse(text) : text;
  return { status: response.status, headers: response.headers, body };
}
