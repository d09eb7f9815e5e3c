import { createHash, randomBytes } from 'node:crypto';
import { databaseTime, type TenantUserRow } from '../store';
import type { Context, Incoming, Situation } from './endpoint';
import { ACCESS_SECONDS, signToken } from './tokens';

/** Tokens just signed for a user, not yet recorded. */
export interface IssuedTokens {
  readonly access: string;
  /** Null where a refresh token brought the access token. */
  readonly refresh: string | null;
  /** Seconds since the epoch. */
  readonly issuedAt: number;
}

type Owner = Pick<TenantUserRow, 'user_id' | 'tenant_id'>;

/** The hex SHA-256 of a token, by which its session is found. */
export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Signs an access token, and a refresh token with it unless one exists already. */
export async function issueTokens(
  context: Context,
  owner: Owner,
  withRefreshToken: boolean,
  about: Situation,
): Promise<IssuedTokens> {
  const issuedAt = Math.floor(Date.now() / 1000);
  const sign = (kind: 'access' | 'refresh'): Promise<string> =>
    signToken(context, kind, owner, issuedAt, { ...about, kind });
  return { issuedAt, access: await sign('access'), refresh: withRefreshToken ? await sign('refresh') : null };
}

/** Writes the session's row: MaiMBot makes one for each registration, log-in and refresh (contract: database). */
export function recordSession(
  { store }: Context,
  { user_id, tenant_id }: Owner,
  { access, refresh, issuedAt }: IssuedTokens,
  incoming: Incoming,
  about: Situation,
): void {
  const now = databaseTime();
  store.insert(
    'user_sessions',
    {
      session_id: randomBytes(32).toString('base64url'),
      user_id,
      tenant_id,
      jwt_token: access,
      token_hash: hashOf(access),
      refresh_token: refresh,
      expires_at: databaseTime((issuedAt + ACCESS_SECONDS) * 1000),
      created_at: now,
      last_accessed_at: now,
      ip_address: incoming.ip,
      user_agent: incoming.headers['user-agent'] ?? null,
      is_active: 1,
    },
    about,
  );
}

/** Ends the session of this access token, and with it the refresh token of the same row. Other sessions of the user live on. */
export function endSession({ store, seams }: Context, token: string, about: Situation): void {
  const found = store.database
    .prepare<[string], { id: number }>('SELECT id FROM user_sessions WHERE token_hash = ? AND is_active = 1')
    .all(hashOf(token));
  const end = store.database.prepare('UPDATE user_sessions SET is_active = 0 WHERE id = ?');
  for (const id of seams.read(
    'logout.sessions',
    found.map((session) => session.id),
    about,
  )) {
    end.run(id);
  }
}
