import { Given, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';
import { Planter } from '../support/database/planter';
import { ERRAND_NAMES, requestOf } from '../support/journey/errands';
import { PUBLISHED_KEY } from '../support/basics/defects';
import { TOKEN_NAMES, tokenNamed } from '../support/journey/tokens';
import { sendAsItStands } from '../support/suite/asking';
import { secondOver } from '../support/basics/wait';
import type { Suite } from '../support/suite/world';

/** The key that the system signs its tokens with: a published one where that is a known defect. */
function signingKeyOf({ run }: Suite): string {
  return run.settings.knownDefects.includes('D02') ? PUBLISHED_KEY : run.signingKey;
}

Given('{user} has signed in on another device', async function (this: Suite, name: string) {
  this.memory.keep('otherSession', await this.actor(name).signInElsewhere());
});

Given(
  /^the account of (.{2,3}) is (disabled|no longer disabled)$/u,
  function (this: Suite, name: string, how: string) {
    const { user_id } = this.actor(name).account;
    const status = how === 'disabled' ? 'inactive' : 'active';
    new Planter(this.run.database).change('tenant_users', { user_id }, { status });
  },
);

When(
  new RegExp(
    `^somebody tries to (${ERRAND_NAMES.join('|')}) as (.{2,3}) with (${TOKEN_NAMES.join('|')})$`,
    'u',
  ),
  async function (this: Suite, errand: string, name: string, tokenName: string) {
    const actor = this.actor(name);
    const someoneElse = (): typeof actor => this.someoneElseThan(name);
    const token = await tokenNamed(tokenName, {
      actor,
      signingKey: signingKeyOf(this),
      get other() {
        return someoneElse();
      },
    });
    await sendAsItStands(this, requestOf(errand, actor, token));
  },
);

When('{user} signs out on the other device', async function (this: Suite, name: string) {
  expect(this.actor(name).registered).to.equal(true);
  await this.configurator.logout(this.memory.need('otherSession').access_token);
});

When(
  '{user} signs in {int} times within one second',
  async function (this: Suite, name: string, times: number) {
    const { account, draft } = this.actor(name);
    await secondOver();
    const signIns = Array.from({ length: times }, async () =>
      this.configurator.login(account.username, draft.password),
    );
    this.memory.keep('signIns', await Promise.allSettled(signIns));
  },
);

Then('nobody is let in', function (this: Suite) {
  expect(this.memory.need('answer').status, 'status').to.be.at.least(400);
});

Then('this is granted with {string}', function (this: Suite, message: string) {
  const { status, body } = this.memory.need('answer');
  expect({ status, body }).to.deep.equal({ status: 200, body: { message } });
});

Then('it is the profile of {user}', function (this: Suite, name: string) {
  const { status, body } = this.memory.need('answer');
  expect(status).to.equal(200);
  expect(body).to.include({ user_id: this.actor(name).account.user_id });
});

Then(
  'the earlier token of {user} opens the profile of {user}',
  async function (this: Suite, name: string, other: string) {
    const profile = await this.configurator.me(this.actor(name).earlierSession.access_token);
    expect(profile.user_id).to.equal(this.actor(other).account.user_id);
  },
);

Then(
  '{user} got {int} different tokens, and each of them opens the profile of {user}',
  async function (this: Suite, _name: string, count: number, owner: string) {
    const signIns = this.memory.need('signIns');
    const tokens = signIns.flatMap((end) => (end.status === 'fulfilled' ? [end.value.access_token] : []));
    expect(tokens.length, 'how many sign-ins were granted').to.equal(signIns.length);
    expect(new Set(tokens).size, 'how many different tokens there are').to.equal(count);
    for (const token of tokens)
      expect((await this.configurator.me(token)).user_id).to.equal(this.actor(owner).account.user_id);
  },
);
