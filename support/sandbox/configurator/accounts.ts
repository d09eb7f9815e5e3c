import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { makeIdentifier } from '../../basics/identifiers';
import { databaseTime, type TenantUserRow } from '../store';
import { openEndpoint, signedInEndpoint, type Context, type Endpoint, type Situation } from './endpoint';
import { fieldsOf, lengthBetween } from './fields';
import { hashPassword, passwordMatches } from './passwords';
import { Refusal } from './refusal';
import { userInfo } from './shapes';
import { endSession, issueTokens, recordSession, type IssuedTokens } from './sessions';
import { ownerOf } from './sign-in';
import { ACCESS_SECONDS } from './tokens';

/** Registration, log-in, refresh, log-out and `me` (contract: configurator). */
export function accountEndpoints(context: Context): Endpoint[] {
  return [register(context), logIn(context), me(context), refresh(context), logOut(context)];
}

/** `mb_` and 32 random bytes as 43 URL-safe characters. */
export function makeApiKey(): string {
  return `mb_${randomBytes(32).toString('base64url')}`;
}

function register(context: Context): Endpoint {
  const { store, seams } = context;
  const { text, optionalText, optionalEmail } = fieldsOf(seams, 'POST /api/v1/auth/register');
  return openEndpoint({
    name: 'POST /api/v1/auth/register',
    summary: 'Register a user and, with it, a tenant',
    success: 201,
    failure: '注册失败，请稍后重试',
    body: z.object({
      username: text(lengthBetween('username.length', 3, 50, '用户名长度必须在3-50个字符之间'), {
        check: 'username.not-blank',
        test: (name) => name.trim() !== '',
        message: '用户名不能为空白',
      }),
      password: text(lengthBetween('password.length', 6, Infinity, '密码长度不能少于6个字符')),
      email: optionalEmail(),
      phone: optionalText(),
      tenant_name: optionalText(),
      tenant_type: text({
        check: 'tenant-type.known',
        test: (type) => type === 'personal' || type === 'enterprise',
        message: '租户类型必须是 personal 或 enterprise',
      }).default('personal'),
    }),
    async answer({ body, incoming, about }) {
      const owner = { tenant_id: makeIdentifier('tenant'), user_id: makeIdentifier('user') };
      const { salt, hash } = await hashPassword(body.password);
      const tokens = await issueTokens(context, owner, true, about);
      const now = databaseTime();
      const row = {
        ...owner,
        username: body.username,
        email: body.email ?? null,
        phone: body.phone ?? null,
        password_hash: hash,
        salt,
        api_key: makeApiKey(),
        status: 'active',
        tenant_type: body.tenant_type,
        tenant_name: body.tenant_name ?? `${body.username}的租户`,
        tenant_config: null,
        permissions: '[]',
        created_at: now,
        updated_at: now,
        last_login_at: now,
        login_count: 1,
      };
      store.atomically(() => {
        refuseTaken(context, body.username, body.email ?? null, about);
        store.insert('tenant_users', row, about);
        recordSession(context, owner, tokens, incoming, about);
      });
      return tokensAnswer(tokens, { id: 0, ...row });
    },
  });
}

/** To be called within the transaction that inserts the user: the table has no unique column for either. */
function refuseTaken(
  { store, seams }: Context,
  username: string,
  email: string | null,
  about: Situation,
): void {
  const has = (column: 'username' | 'email', value: string | null): boolean =>
    store.database.prepare(`SELECT 1 FROM tenant_users WHERE ${column} = ?`).get(value) !== undefined;
  if (seams.check('username.taken', has('username', username), about)) {
    throw new Refusal(409, '用户名已存在', 'username.taken');
  }
  if (seams.check('email.taken', has('email', email), about)) {
    throw new Refusal(409, '邮箱已被使用', 'email.taken');
  }
}

function logIn(context: Context): Endpoint {
  const { store, seams } = context;
  const { text } = fieldsOf(seams, 'POST /api/v1/auth/login');
  return openEndpoint({
    name: 'POST /api/v1/auth/login',
    summary: 'Log in with a username and a password',
    failure: '登录失败，请稍后重试',
    body: z.object({ username: text(), password: text() }),
    async answer({ body, incoming, about }) {
      const user = store.database
        .prepare<[string], TenantUserRow>('SELECT * FROM tenant_users WHERE username = ?')
        .get(body.username);
      // The same words for both mistakes: a stranger must not learn which names exist.
      const stranger = new Refusal(401, '用户名或密码错误', 'password.matches');
      if (!user) throw stranger;
      about.user = user;
      const matches = await passwordMatches(body.password, { salt: user.salt, hash: user.password_hash });
      if (!seams.check('password.matches', matches, about)) throw stranger;
      if (!seams.check('account.active', user.status === 'active', about)) {
        throw new Refusal(401, '用户账户已被禁用', 'account.active');
      }
      const tokens = await issueTokens(context, user, true, about);
      const changes = { last_login_at: databaseTime(), login_count: user.login_count + 1 };
      store.atomically(() => {
        recordSession(context, user, tokens, incoming, about);
        store.update('tenant_users', user.id, seams.read('login.changes', changes, about));
      });
      return tokensAnswer(tokens, { ...user, ...changes });
    },
  });
}

function me(context: Context): Endpoint {
  return signedInEndpoint(context, {
    name: 'GET /api/v1/auth/me',
    summary: 'The user whom the token belongs to',
    answer: ({ caller }) => userInfo(caller),
  });
}

function refresh(context: Context): Endpoint {
  const { store, seams } = context;
  const { optionalText } = fieldsOf(seams, 'POST /api/v1/auth/refresh');
  return openEndpoint({
    name: 'POST /api/v1/auth/refresh',
    summary: 'A new access token for a refresh token',
    failure: '刷新令牌失败，请稍后重试',
    body: z.object({ refresh_token: optionalText() }),
    async answer({ body, incoming, about }) {
      const token = body.refresh_token ?? '';
      if (!seams.check('refresh-token.present', token !== '', about)) {
        throw new Refusal(400, '缺少刷新令牌', 'refresh-token.present');
      }
      const owner = await ownerOf(context, token, 'refresh', about);
      const tokens = await issueTokens(context, owner, false, about);
      store.atomically(() => {
        recordSession(context, owner, tokens, incoming, about);
      });
      return { access_token: tokens.access, token_type: 'bearer', expires_in: ACCESS_SECONDS };
    },
  });
}

function logOut(context: Context): Endpoint {
  return signedInEndpoint(context, {
    name: 'POST /api/v1/auth/logout',
    summary: 'End the session of the token',
    failure: '登出失败，请稍后重试',
    answer({ token, about }) {
      endSession(context, token, about);
      return { message: '登出成功' };
    },
  });
}

function tokensAnswer({ access, refresh: refreshToken }: IssuedTokens, user: TenantUserRow): unknown {
  return {
    access_token: access,
    refresh_token: refreshToken,
    token_type: 'bearer',
    expires_in: ACCESS_SECONDS,
    user_info: userInfo(user),
  };
}
