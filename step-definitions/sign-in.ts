import { Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';
import { decodeJwt } from 'jose';
import { ConfiguratorError } from '../support/configurator';
import type { Suite } from '../support/suite/world';

When('{user} signs in', async function (this: Suite, name: string) {
  await this.actor(name).signIn();
});

When(
  '{user} tries to sign in with the password {string}',
  async function (this: Suite, name: string, password: string) {
    await this.attempt(async () => this.actor(name).signIn(password));
  },
);

When('{user} tries to sign in', async function (this: Suite, name: string) {
  await this.attempt(async () => this.actor(name).signIn());
});

When('somebody tries to sign in with the username {string}', async function (this: Suite, username: string) {
  await this.attempt(async () => this.configurator.login(username, this.names.next().password));
});

When('{user} renews the token', async function (this: Suite, name: string) {
  await this.actor(name).renewToken();
});

When('{user} signs out', async function (this: Suite, name: string) {
  await this.configurator.logout(this.actor(name).token);
});

Then('{user} still signs in', async function (this: Suite, name: string) {
  const session = await this.actor(name).signIn();
  expect(session.user_info.user_id).to.equal(this.actor(name).earlierSession.user_info.user_id);
});

Then('{user} cannot sign in any more', async function (this: Suite, name: string) {
  const { username } = this.actor(name).account;
  const refusal = await this.configurator
    .login(username, this.actor(name).draft.password)
    .catch((error: unknown) => error);
  expect(refusal).to.be.instanceOf(ConfiguratorError).with.property('status', 401);
});

Then(
  'the token of {user} opens the profile of {user}',
  async function (this: Suite, name: string, other: string) {
    const profile = await this.configurator.me(this.actor(name).token);
    expect(profile).to.deep.equal(this.actor(other).account);
  },
);

Then('the token of {user} is valid for {int} hours', function (this: Suite, name: string, hours: number) {
  const { session, token } = this.actor(name);
  const { exp = 0, iat = 0 } = decodeJwt(token);
  expect(exp - iat).to.equal(hours * 3600);
  expect(session.expires_in).to.equal(hours * 3600);
});

Then('the token of {user} is another one than before', function (this: Suite, name: string) {
  const { token, earlierSession } = this.actor(name);
  expect(token === earlierSession.access_token, 'the same token again').to.equal(false);
});

Then('{user} has signed in {int} times', async function (this: Suite, name: string, times: number) {
  const { login_count } = await this.configurator.tenant(this.actor(name).token);
  expect(login_count).to.equal(times);
});
