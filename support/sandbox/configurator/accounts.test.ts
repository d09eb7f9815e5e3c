import { createHash, pbkdf2Sync } from 'node:crypto';
import { expect } from 'chai';
import { decodeJwt } from 'jose';
import { refused } from './testing/refused';
import { PASSWORD, startTrial, type Trial } from './testing/trial';
import type { TenantUserRow, UserSessionRow } from '../store';

describe('accounts of the configurator', () => {
  let trial: Trial;

  before(async () => {
    trial = await startTrial();
  });

  after(() => trial.end());

  const me = (token: string): ReturnType<Trial['request']> =>
    trial.request('GET', '/api/v1/auth/me', { token });
  const sessionsOf = (userId: string): UserSessionRow[] =>
    trial.database
      .prepare<[string], UserSessionRow>('SELECT * FROM user_sessions WHERE user_id = ? ORDER BY id')
      .all(userId);

  it('gives one of twenty simultaneous registrations of a name the name, and the others a 409', async () => {
    const json = { username: 'racer', password: PASSWORD };
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => trial.request('POST', '/api/v1/auth/register', { json })),
    );
    expect(answers.filter(({ status }) => status === 201)).to.have.length(1);
    for (const answer of answers.filter(({ status }) => status !== 201)) {
      expect(answer).to.satisfy(refused(409, '用户名已存在'));
    }
    const rows = trial.database.prepare("SELECT * FROM tenant_users WHERE username = 'racer'").all();
    expect(rows).to.have.length(1);
    const sessions = trial.database
      .prepare('SELECT 1 FROM user_sessions WHERE user_id NOT IN (SELECT user_id FROM tenant_users)')
      .all();
    expect(sessions, 'sessions of users who were refused').to.have.length(0);
  });

  it('gives one of several simultaneous registrations of an address the address', async () => {
    const answers = await Promise.all(
      ['one', 'two', 'three', 'four'].map((name) =>
        trial.request('POST', '/api/v1/auth/register', {
          json: { username: `address-${name}`, password: PASSWORD, email: 'same@Example.com' },
        }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([201, 409, 409, 409]);
    const stored = trial.database.prepare("SELECT email FROM tenant_users WHERE email LIKE 'same@%'").all();
    expect(stored).to.deep.equal([{ email: 'same@example.com' }]);
  });

  it('stores the password as the real configurator does, and never in clear', async () => {
    const { user_info } = await trial.register('hashed');
    const row = trial.database
      .prepare<[string], TenantUserRow>('SELECT * FROM tenant_users WHERE user_id = ?')
      .get(user_info.user_id);
    expect(row?.salt).to.match(/^[0-9a-f]{64}$/);
    const expected = pbkdf2Sync(PASSWORD, row?.salt ?? '', 100_000, 32, 'sha256').toString('hex');
    expect(row?.password_hash).to.equal(expected);
    expect(JSON.stringify(row)).to.not.contain(PASSWORD);
    expect(row?.created_at).to.match(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}\.\d{6}$/);
  });

  it('records a session for the registration, each log-in and each refresh', async () => {
    const first = await trial.register('visitor');
    const second = await trial.logIn('visitor');
    const json = { refresh_token: second.refresh_token };
    await trial.request('POST', '/api/v1/auth/refresh', { json });
    const sessions = sessionsOf(first.user_info.user_id);
    expect(sessions).to.have.length(3);
    expect(sessions.map(({ jwt_token }) => jwt_token).slice(0, 2)).to.deep.equal([
      first.access_token,
      second.access_token,
    ]);
    for (const session of sessions) {
      expect(session.token_hash).to.equal(createHash('sha256').update(session.jwt_token).digest('hex'));
      expect(session.is_active).to.equal(1);
      const { exp = 0 } = decodeJwt(session.jwt_token);
      const expiry = `${new Date(exp * 1000).toISOString().replace('T', ' ').slice(0, 19)}.000000`;
      expect(session.expires_at).to.equal(expiry);
    }
  });

  it('signs tokens that differ even within one second, for 24 hours and for 30 days', async () => {
    await trial.register('hasty');
    const users = await Promise.all(Array.from({ length: 5 }, () => trial.logIn('hasty')));
    expect(new Set(users.map((user) => user.access_token))).to.have.property('size', 5);
    const [user] = users;
    const access = decodeJwt(user?.access_token ?? '');
    const refresh = decodeJwt(user?.refresh_token ?? '');
    expect([access.type, refresh.type]).to.deep.equal(['access', 'refresh']);
    expect((access.exp ?? 0) - (access.iat ?? 0)).to.equal(86_400);
    expect((refresh.exp ?? 0) - (refresh.iat ?? 0)).to.equal(30 * 86_400);
  });

  it('counts log-ins, and refreshes do not count', async () => {
    const { user_info, refresh_token } = await trial.register('counted');
    await trial.logIn('counted');
    await trial.request('POST', '/api/v1/auth/refresh', { json: { refresh_token } });
    const count = trial.database
      .prepare('SELECT login_count FROM tenant_users WHERE user_id = ?')
      .get(user_info.user_id);
    expect(count).to.deep.equal({ login_count: 2 });
  });

  it('ends the session of the presented token at log-out, with its refresh token and no other', async () => {
    const first = await trial.register('leaver');
    const second = await trial.logIn('leaver');
    const answer = await trial.request('POST', '/api/v1/auth/logout', { token: first.access_token });
    expect(answer.status).to.equal(200);

    expect(await me(first.access_token)).to.satisfy(refused(401, '令牌无效', 'Bearer'));
    const refreshWith = (refresh_token: string): ReturnType<Trial['request']> =>
      trial.request('POST', '/api/v1/auth/refresh', { json: { refresh_token } });
    expect(await refreshWith(first.refresh_token)).to.satisfy(refused(401, '令牌无效', 'Bearer'));

    expect((await me(second.access_token)).status).to.equal(200);
    expect((await refreshWith(second.refresh_token)).status).to.equal(200);
    expect(sessionsOf(first.user_info.user_id).map(({ is_active }) => is_active)).to.deep.equal([0, 1, 1]);
  });

  it('turns a disabled account away at log-in, at refresh and with a token that was good', async () => {
    const user = await trial.register('suspended');
    trial.database
      .prepare("UPDATE tenant_users SET status = 'suspended' WHERE user_id = ?")
      .run(user.user_info.user_id);
    const words = '用户账户已被禁用';
    const json = { username: 'suspended', password: PASSWORD };
    expect(await trial.request('POST', '/api/v1/auth/login', { json })).to.satisfy(refused(401, words));
    expect(await me(user.access_token)).to.satisfy(refused(401, words, 'Bearer'));
    const refreshing = { json: { refresh_token: user.refresh_token } };
    expect(await trial.request('POST', '/api/v1/auth/refresh', refreshing)).to.satisfy(
      refused(401, words, 'Bearer'),
    );
    const wrong = { json: { ...json, password: 'not-the-password' } };
    expect(await trial.request('POST', '/api/v1/auth/login', wrong)).to.satisfy(
      refused(401, '用户名或密码错误'),
    );
  });

  it('does not know the token of a user who is gone', async () => {
    const user = await trial.register('purged');
    trial.database.prepare('DELETE FROM tenant_users WHERE user_id = ?').run(user.user_info.user_id);
    expect(await me(user.access_token)).to.satisfy(refused(401, '用户不存在'));
  });
});
