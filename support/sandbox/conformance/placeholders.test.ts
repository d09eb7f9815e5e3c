import { expect } from 'chai';
import { Bindings, describeDifferences, UnboundPlaceholderError } from './placeholders';

const tenantA = 'tenant_0123456789abcdef';
const tenantB = 'tenant_fedcba9876543210';

describe('the placeholders of the recordings', () => {
  let bindings: Bindings;

  beforeEach(() => {
    bindings = new Bindings();
  });

  const problems = (recorded: unknown, actual: unknown): string[] =>
    bindings.compare(recorded, actual).map(({ path, problem }) => `${path} ${problem}`);

  it('take the first value they meet and no other after that', () => {
    expect(problems({ a: '<tenant:1>' }, { a: tenantA })).to.deep.equal([]);
    expect(problems({ a: '<tenant:1>' }, { a: tenantA })).to.deep.equal([]);
    expect(problems({ a: '<tenant:1>' }, { a: tenantB })).to.deep.equal([
      'body.a is another value than the earlier <tenant:1>',
    ]);
  });

  it('take no value that another of their kind has', () => {
    expect(problems(['<tenant:1>', '<tenant:2>'], [tenantA, tenantA])).to.deep.equal([
      'body[1] is the value of <tenant:1>, not a new <tenant:2>',
    ]);
  });

  it('keep nothing of an answer that differs', () => {
    expect(problems({ a: '<tenant:1>', b: 1 }, { a: tenantB, b: 2 })).to.have.length(1);
    expect(problems('<tenant:1>', tenantA)).to.deep.equal([]);
  });

  for (const [recorded, good, bad] of [
    ['<tenant:1>', tenantA, 'tenant_0123456789ABCDEF'],
    ['<user:1>', 'user_0123456789abcdef', 'user_0123456789abcdef0'],
    ['<agent:1>', 'agent_0123456789abcdef', 'agent_'],
    ['<apikey:1>', `mb_${'a'.repeat(43)}`, `mb_${'a'.repeat(42)}`],
    ['<apikey>', `mb_${'-_'.repeat(21)}0`, 'mb_'],
    ['<jwt:1>', 'aa.bb.cc', 'aa.bb'],
    ['<uuid:1>', '0b4f3a9e-1111-4222-8333-444455556666', '0b4f3a9e11114222833344445555666'],
    ['<timestamp>', '2026-11-22T16:45:53.745433', '2026-11-22T16:45:53Z'],
    ['<epoch seconds>', 1_795_365_953.25, 1_795_365_953_250],
    ['<epoch seconds>', 1_795_365_953, '1795365953'],
    ['<text>', '说明', ''],
    ['Bearer <jwt:1>', 'Bearer a.b.c', 'bearer a.b.c'],
    ['test_group_<tenant:1>', `test_group_${tenantA}`, tenantA],
    ['a.b <b>', 'a.b <b>', 'axb <b>'],
    ['长长…(5 chars)', '长长🦊短短', '长长短短'],
    ['长长…(5 chars)', '长长长长长', '短短短短短'],
    [null, null, undefined],
    [0, 0, '0'],
    [[1, 2], [1, 2], [1]],
    [{ a: 1 }, { a: 1 }, {}],
    [{ a: 1 }, { a: 1 }, { a: 1, b: null }],
    [{}, {}, []],
  ] as const) {
    it(`tell ${JSON.stringify(good)} from ${JSON.stringify(bad)} where ${JSON.stringify(recorded)} was recorded`, () => {
      expect(problems(recorded, good)).to.deep.equal([]);
      expect(new Bindings().compare(recorded, bad)).to.have.length(1);
    });
  }

  it('bind both parts of a key that is made of two', () => {
    const agent = 'agent_0123456789abcdef';
    expect(problems('<tenant:1>:<agent:1>', `${tenantA}:${agent}`)).to.deep.equal([]);
    expect(bindings.valueOf('<agent:1>')).to.equal(agent);
    expect(problems('<tenant:1>:<agent:1>', `${tenantB}:${agent}`)).to.have.length(1);
  });

  it('are replaced in requests by what they were bound to', () => {
    bindings.bind('<tenant:1>', tenantA);
    bindings.bind('<agent:1>', 'agent:1');
    expect(
      bindings.substitute({ key: '<tenant:1>:<agent:1>', list: ['<tenant:1>', 3, '<b>'] }),
    ).to.deep.equal({
      key: `${tenantA}:agent:1`,
      list: [tenantA, 3, '<b>'],
    });
    expect(bindings.substitute('/ws?api_key=<tenant:1>%3A<agent:1>', encodeURIComponent)).to.equal(
      `/ws?api_key=${tenantA}%3Aagent%3A1`,
    );
    expect(bindings.substitute('<epoch seconds>')).to.be.closeTo(Date.now() / 1000, 60);
    expect(() => bindings.substitute('<user:7>')).to.throw(UnboundPlaceholderError, '<user:7>');
  });

  it('show no secret in the description of a difference', () => {
    const token = 'eyJhbGciOiJIUzI1NiJ9.eyJ1c2VyIjoiYSJ9.c2lnbmF0dXJl';
    const told = describeDifferences(bindings.compare({ a: 'x' }, { a: token, b: `mb_${'k'.repeat(43)}` }));
    expect(told).to.contain('body.a').and.contain('body.b is not in the recording');
    expect(told).to.not.contain(token).and.not.contain('kkk');
  });
});
