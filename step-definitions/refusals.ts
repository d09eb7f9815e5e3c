import { Then } from '@cucumber/cucumber';
import { expect } from 'chai';
import { messageOf } from '../support/basics/errors';
import { mask } from '../support/basics/secrets';
import { ConfiguratorError, detailOf } from '../support/configurator';
import { PurgeRefusedError } from '../support/cleanup';
import type { Suite } from '../support/suite/world';

const STATUSES: Readonly<Record<string, number>> = {
  'as unauthorized': 401,
  'as forbidden': 403,
  'as a conflict': 409,
};

/** Status and message of what was refused, whether a client threw it or an answer holds it. */
function refusalOf(suite: Suite): { status: number; detail: string } {
  if (suite.memory.has('answer')) {
    const { status, body } = suite.memory.need('answer');
    return { status, detail: mask(detailOf(body)) };
  }
  const refusal = suite.memory.need('refusal');
  if (refusal === undefined) expect.fail('it was not refused');
  if (!(refusal instanceof ConfiguratorError))
    expect.fail(`it was not refused: something else went wrong: ${mask(messageOf(refusal))}`);
  return { status: refusal.status, detail: refusal.detail };
}

Then(
  /^this is refused (as unauthorized|as forbidden|as a conflict) with "([^"]*)"$/,
  function (this: Suite, how: string, message: string) {
    expect(refusalOf(this)).to.deep.equal({ status: STATUSES[how], detail: message });
  },
);

Then('this is not found, with {string}', function (this: Suite, message: string) {
  expect(refusalOf(this)).to.deep.equal({ status: 404, detail: message });
});

interface FieldError {
  readonly loc: readonly (string | number)[];
  readonly msg: string;
}

/** The list of validation errors in an answer; empty when it holds none. */
function fieldErrors(detail: string): readonly FieldError[] {
  return detail.startsWith('[') ? (JSON.parse(detail) as FieldError[]) : [];
}

/** Where a request carries its fields: what only reads has them in its address. */
function where(suite: Suite): 'body' | 'query' {
  const answered = suite.memory.has('answer') ? suite.memory.need('answer') : undefined;
  return answered?.exchange.method === 'GET' ? 'query' : 'body';
}

Then(
  'this is refused with status {int} and {string}',
  function (this: Suite, status: number, message: string) {
    const refusal = refusalOf(this);
    const [error, ...others] = fieldErrors(refusal.detail);
    expect({ status: refusal.status, message: error?.msg ?? refusal.detail }).to.deep.equal({
      status,
      message,
    });
    expect(others, 'further errors').to.deep.equal([]);
  },
);

Then(
  'this is refused as invalid because of {field} with {string}',
  function (this: Suite, field: string, message: string) {
    const { status, detail } = refusalOf(this);
    expect(status, `status; the answer was ${detail.slice(0, 300)}`).to.equal(422);
    const errors = fieldErrors(detail);
    // Of a list or an object that is wrong within, MaiMBot names the place, too.
    expect(errors.map(({ loc }) => loc.slice(0, 2))).to.deep.equal([[where(this), field]]);
    expect(errors[0]?.msg).to.include(message);
  },
);

Then(
  '{int} of them gets it and {int} are refused with {string}',
  function (this: Suite, winners: number, losers: number, message: string) {
    const attempts = this.memory.need('attempts');
    const refusals = attempts.flatMap((attempt): unknown[] =>
      attempt.status === 'rejected' ? [attempt.reason] : [],
    );
    expect(refusals.length, 'how many were refused').to.equal(losers);
    const expected = Array.from({ length: losers }, () => ({ status: 409, detail: message }));
    expect(
      refusals.map((error) =>
        error instanceof ConfiguratorError ? { status: error.status, detail: error.detail } : error,
      ),
    ).to.deep.equal(expected);
    expect(attempts.length - refusals.length, 'how many got it').to.equal(winners);
  },
);

Then(
  'the purge is refused, because a prefix needs at least {int} characters',
  function (this: Suite, count: number) {
    expect(this.memory.need('refusal'))
      .to.be.instanceOf(PurgeRefusedError)
      .with.property('message')
      .that.includes(String(count));
  },
);

Then('the purge is refused, because the tables of MaiMBot are missing', function (this: Suite) {
  expect(this.memory.need('refusal'))
    .to.be.instanceOf(PurgeRefusedError)
    .with.property('message')
    .that.includes('tenant_users');
});
