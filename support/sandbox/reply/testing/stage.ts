import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { dialogueKey, makeIdentifier } from '../../../basics/identifiers';
import { soundSeams, type Row, type Seams, type TableName } from '../../seams';
import { databaseTime, openStore, type Store } from '../../store';
import { startReplyBackend } from '../server';
import { RawClient } from './raw-client';

/** A tenant's user with one agent, as the configurator would have stored them. */
export interface Actor {
  readonly tenantId: string;
  readonly userId: string;
  readonly username: string;
  readonly agentId: string;
  readonly agentName: string;
  readonly apiKey: string;
  readonly key: string;
}

export interface AgentTraits {
  readonly name?: string;
  /** The persona of this template, or one of its own. */
  readonly templateId?: string;
  readonly persona?: string;
  readonly overrides?: unknown;
  readonly status?: string;
}

export interface Says {
  readonly text?: string;
  readonly msgId?: string;
  readonly key?: string;
  readonly platform?: string;
  readonly private?: boolean;
  readonly segment?: { readonly type: string; readonly data: unknown };
}

/** A reply backend of its own with a database of its own, for one test. */
export class Stage {
  readonly #clients: RawClient[] = [];
  readonly #directory: string;

  private constructor(
    readonly port: number,
    readonly store: Store,
    directory: string,
    private readonly stop: () => Promise<void>,
  ) {
    this.#directory = directory;
  }

  static async build(options: { seams?: Partial<Seams>; replyDelayMs?: number } = {}): Promise<Stage> {
    const directory = mkdtempSync(join(tmpdir(), 'reply-backend-'));
    const database = join(directory, 'MaiBot.db');
    const backend = await startReplyBackend({
      database,
      host: '127.0.0.1',
      port: 0,
      replyDelayMs: options.replyDelayMs ?? 0,
      replyParts: 1,
      seams: { ...soundSeams, ...options.seams },
    });
    // A connection of the test's own: it sees only what is committed.
    const store = await openStore(database, soundSeams);
    return new Stage(backend.port, store, directory, () => backend.close());
  }

  async strike(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.close()));
    await this.stop();
    this.store.close();
    rmSync(this.#directory, { recursive: true });
  }

  /** Stores a tenant, its user and an agent. */
  actor(traits: AgentTraits = {}): Actor {
    const [tenantId, userId, agentId] = [
      makeIdentifier('tenant'),
      makeIdentifier('user'),
      makeIdentifier('agent'),
    ];
    const username = `testuser_${randomBytes(3).toString('hex')}`;
    const apiKey = `mb_${randomBytes(32).toString('base64url')}`;
    const now = databaseTime();
    this.store.insert('tenant_users', {
      tenant_id: tenantId,
      user_id: userId,
      username,
      password_hash: '-',
      salt: '-',
      api_key: apiKey,
      status: traits.status ?? 'active',
      tenant_type: 'personal',
      tenant_name: `${username}的租户`,
      permissions: '[]',
      created_at: now,
      updated_at: now,
      login_count: 0,
    });
    const agentName = traits.name ?? `${username}_agent_1`;
    this.store.insert('agents', {
      tenant_id: tenantId,
      agent_id: agentId,
      name: agentName,
      persona: traits.persona ?? this.#personaOf(traits.templateId ?? 'friendly_assistant'),
      config_overrides: traits.overrides === undefined ? null : JSON.stringify(traits.overrides),
      created_at: now,
      updated_at: now,
    });
    const key = dialogueKey(tenantId, agentId);
    return { tenantId, userId, username, agentId, agentName, apiKey, key };
  }

  #personaOf(templateId: string): string {
    const row = this.store.database
      .prepare('SELECT persona FROM agent_templates WHERE template_id = ?')
      .get(templateId);
    return z.object({ persona: z.string() }).parse(row).persona;
  }

  /** The rows of a table, oldest first. */
  rows(table: TableName): Row[] {
    const cell = z.union([z.string(), z.number(), z.null()]);
    const rows = this.store.database.prepare(`SELECT * FROM "${table}" ORDER BY id`).all();
    return z.array(z.record(z.string(), cell)).parse(rows);
  }

  async connect(
    headers: Readonly<Record<string, string>>,
    pathAndQuery = '/ws',
    platform = 'test',
  ): Promise<RawClient> {
    const client = new RawClient(`ws://127.0.0.1:${this.port}${pathAndQuery}`, {
      'x-platform': platform,
      ...headers,
    });
    this.#clients.push(client);
    await client.opened();
    return client;
  }

  /** A connection with the actor's key. */
  async join(actor: Actor, headers: Readonly<Record<string, string>> = {}): Promise<RawClient> {
    return this.connect({ 'x-apikey': actor.key, ...headers });
  }
}

let messages = 0;

/** A message of the actor to its agent, as the recorded ones. */
export function messageOf(actor: Actor, says: Says = {}): { msg_id: string } & Record<string, unknown> {
  messages += 1;
  const { text = '你好', msgId = `m-${messages}`, key = actor.key, platform = 'test' } = says;
  const now = Date.now() / 1000;
  return {
    ver: 1,
    msg_id: msgId,
    type: 'sys_std',
    meta: { sender_user: key, platform, timestamp: now },
    payload: {
      message_info: {
        platform,
        message_id: msgId,
        time: now,
        sender_info: {
          user_info: { platform, user_id: actor.userId, user_nickname: actor.username },
          ...(says.private !== true && {
            group_info: {
              platform,
              group_id: `test_group_${actor.tenantId}`,
              group_name: `${actor.username}的测试群`,
            },
          }),
        },
      },
      message_segment: says.segment ?? { type: 'text', data: text },
      message_dim: { api_key: key, platform },
    },
  };
}
