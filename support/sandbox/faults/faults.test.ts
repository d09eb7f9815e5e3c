import { expect } from 'chai';
import type { Delivery } from '../seams';
import { answerFaults } from './answers';
import { checkFaults } from './checks';
import { ENDPOINTS } from '../configurator/seam-names';
import type { Fault } from './fault';
import { FAULTS, seamsFor, UnknownFaultError } from './index';
import { knownDefects } from './known-defects';
import { leakFaults } from './leaks';
import { replyFaults } from './replies';
import { schemaFaults } from './schema';
import { storageFaults } from './storage';
import { deem, every, misanswer, misrefuse, redeliver, rewrite, together } from './seam-tools';

describe('The catalogue of faults', () => {
  const faults = Object.entries(FAULTS);

  it('has at least the 14 known defects and 60 more', () => {
    expect(Object.keys(FAULTS)).to.include.members(Object.keys(knownDefects));
    expect(faults.length).to.be.at.least(74);
  });

  it('gives no id twice', () => {
    const parts = [
      knownDefects,
      answerFaults,
      checkFaults,
      leakFaults,
      replyFaults,
      storageFaults,
      schemaFaults,
    ];
    expect(parts.reduce((sum, part) => sum + Object.keys(part).length, 0)).to.equal(faults.length);
  });

  it('has ids that can be typed, and says of each in one line of its own what goes wrong', () => {
    for (const [id, { about }] of faults) {
      expect(id).to.match(/^(D\d\d|[a-z]+(-[a-z0-9]+)+)$/);
      expect(about, id).to.match(/^[^\n]{10,110}[^.\n]$/);
    }
    expect(new Set(faults.map(([, { about }]) => about)).size).to.equal(faults.length);
  });

  it('has a wrong answer of every endpoint', () => {
    const answers = [200, 201, 401, 404, 409].map((status) => ({ status, body: { name: 'x' }, headers: {} }));
    const about = { body: { refresh_token: 'x' } };
    const seams = Object.values<Fault>(answerFaults).flatMap((fault) => fault.seams.answer ?? []);
    for (const endpoint of ENDPOINTS)
      expect(
        seams.some((change) => answers.some((answer) => change(endpoint, answer, about) !== answer)),
        endpoint,
      ).to.equal(true);
  });

  it('refuses an id that nobody knows, and names those that it has', () => {
    expect(() => seamsFor(['reply-lost', 'nothing', 'toString'])).to.throw(
      UnknownFaultError,
      /^unknown fault: nothing, toString; there are D01, .*reply-lost/,
    );
  });
});

describe('The tools that faults are made of', () => {
  const answer = { status: 200, body: { name: '小友', id: 1 }, headers: {} };

  it('change the successful answers of one endpoint, each of a list, and leave all others alone', () => {
    const change = misanswer('GET /api/v1/agents/', ({ name }) => ({
      name: `${String(name)}?`,
      id: undefined,
    }));
    expect(change('GET /api/v1/agents/', answer).body).to.deep.equal({ name: '小友?', id: undefined });
    expect(
      change('GET /api/v1/agents/', { ...answer, body: [answer.body, answer.body] }).body,
    ).to.have.length(2);
    expect(change('GET /api/v1/auth/me', answer)).to.equal(answer);
    const refusal = { ...answer, status: 404 };
    expect(change('GET /api/v1/agents/', refusal)).to.equal(refusal);
  });

  it('change a refusal of one endpoint by its status', () => {
    const change = misrefuse('GET /api/v1/auth/me', 401, { status: 403 });
    expect(change('GET /api/v1/auth/me', { ...answer, status: 401 }).status).to.equal(403);
    expect(change('GET /api/v1/auth/me', { ...answer, status: 500 }).status).to.equal(500);
    expect(change('GET /api/v1/tenant/', { ...answer, status: 401 }).status).to.equal(401);
  });

  it('find a check true or false where they are told to, and nowhere else', () => {
    const check = deem(true, ['token.fresh', 'token.kind'], ({ expected }) => expected === 'access');
    expect(check('token.kind', false, { expected: 'access' })).to.equal(true);
    expect(check('token.kind', false, { expected: 'refresh' })).to.equal(false);
    expect(check('token.present', false, { expected: 'access' })).to.equal(false);
  });

  it('change the rows of one table, and the frames of one cause', () => {
    const write = rewrite('messages', (row) => [row, { ...row, id: 2 }]);
    expect(write('messages', { id: 1 })).to.deep.equal([{ id: 1 }, { id: 2 }]);
    expect(write('agents', { id: 1 })).to.deep.equal([{ id: 1 }]);
    const frames: Delivery[] = [{ frame: {}, to: 'a', delayMs: 0 }];
    const deliver = redeliver('reply', () => []);
    expect(deliver('reply', frames)).to.deep.equal([]);
    expect(deliver('receipt', frames)).to.equal(frames);
  });

  it('count', () => {
    const isDue = every(3);
    expect([1, 2, 3, 4, 5, 6].map(isDue)).to.deep.equal([false, false, true, false, false, true]);
  });

  it('work one after the other when several faults are on', () => {
    const both = together(
      { write: rewrite('messages', (row) => [row, row]) },
      { write: rewrite('messages', (row) => [{ ...row, tenant_id: 'default' }]) },
    );
    expect(both.write('messages', { tenant_id: 'own' })).to.deep.equal([
      { tenant_id: 'default' },
      { tenant_id: 'default' },
    ]);
  });
});
