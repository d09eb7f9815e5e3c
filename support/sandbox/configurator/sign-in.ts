import { hashOf } from './sessions';
import type { Context, Situation } from './endpoint';
import { Refusal, unauthorized } from './refusal';
import type { CheckName } from '../seams';
import { inspectToken, type TokenKind } from './tokens';
import type { TenantUserRow } from '../store';

/** Who calls, and with which token. */
export interface SignedIn {
  readonly caller: TenantUserRow;
  readonly token: string;
}

/** The user whose access token the header `Authorization` carries; throws a Refusal, 401 (contract: configurator, token). */
export async function signIn(
  context: Context,
  authorization: string | undefined,
  about: Situation,
): Promise<SignedIn> {
  const token = bearerToken(authorization);
  if (!context.seams.check('token.present', token !== undefined, about)) {
    throw unauthorized('未提供认证令牌', 'token.present');
  }
  return { token: token ?? '', caller: await ownerOf(context, token ?? '', 'access', about) };
}

/**
 * The user whom a token of this kind was issued to; throws a Refusal, 401.
 * The real configurator sends WWW-Authenticate with most of these refusals, but not with all: as recorded.
 */
export async function ownerOf(
  context: Context,
  token: string,
  kind: TokenKind,
  about: Situation,
): Promise<TenantUserRow> {
  const { store, seams } = context;
  const { verifies, fresh, claims, algorithm } = await inspectToken(context, token);
  const { user_id, tenant_id, type } = claims;
  const known = { ...about, token, claims, algorithm };
  const demand = (by: CheckName, verdict: boolean, detail: string): void => {
    if (!seams.check(by, verdict, known)) throw unauthorized(detail, by);
  };
  demand('token.verifies', verifies, '令牌无效');
  demand('token.fresh', fresh, '令牌已过期');
  if (!seams.check('token.kind', type === kind, { ...known, expected: kind })) {
    throw kind === 'access'
      ? unauthorized('令牌类型无效', 'token.kind')
      : new Refusal(401, '令牌类型无效', 'token.kind');
  }
  demand('token.complete', typeof user_id === 'string' && typeof tenant_id === 'string', '令牌格式无效');
  const user = store.database
    .prepare<[unknown], TenantUserRow>('SELECT * FROM tenant_users WHERE user_id = ?')
    .get(user_id);
  if (!user || !seams.check('user.belongs-to-tenant', user.tenant_id === tenant_id, { ...known, user })) {
    throw new Refusal(401, '用户不存在', 'user.belongs-to-tenant');
  }
  demand('account.active', user.status === 'active', '用户账户已被禁用');
  demand('session.active', !isEnded(store, token), '令牌无效');
  return user;
}

/** A token is good until its session was ended by a log-out. */
function isEnded(store: Context['store'], token: string): boolean {
  return (
    store.database
      .prepare('SELECT 1 FROM user_sessions WHERE (token_hash = ? OR refresh_token = ?) AND is_active = 0')
      .get(hashOf(token), token) !== undefined
  );
}

/** The credentials of the scheme Bearer, whatever its case; undefined for another scheme or none. */
function bearerToken(authorization = ''): string | undefined {
  const [scheme = '', ...rest] = authorization.split(' ');
  const token = rest.join(' ').trim();
  return scheme.toLowerCase() === 'bearer' && token !== '' ? token : undefined;
}
