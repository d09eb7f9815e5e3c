import { expect } from 'chai';
import { IdentifierSearch, TextSearch } from './text-search';

const TENANT = 'tenant_0123456789abcdea';
const AGENT = 'agent_fedcba9876543210';
const STREAM = '0123456789abcdef0123456789abcdef';

describe('Identifiers in a text', () => {
  const search = new IdentifierSearch();
  for (const identifier of [TENANT, AGENT, STREAM]) search.add(identifier);

  const containing: readonly [string, string, string[]][] = [
    ['alone', TENANT, [TENANT]],
    ['within letters and digits', `x${TENANT}99aa_${AGENT}y`, [TENANT, AGENT]],
    ['after a Chinese character', `群${TENANT}群`, [TENANT]],
    ['one running into the next', `${TENANT}${AGENT.slice(1)}`, [TENANT, AGENT]],
    ['with a false beginning before it', `tenant_tenant_agent_${TENANT}`, [TENANT]],
    ['an MD5 within more hex digits', `ffff${STREAM}0000`, [STREAM]],
    ['in JSON', JSON.stringify({ a: { id: STREAM, b: [AGENT] } }), [STREAM, AGENT]],
    ['twice', `${AGENT} ${AGENT}`, [AGENT]],
  ];
  for (const [where, text, expected] of containing) {
    it(`are found ${where}`, () => {
      expect(search.allIn(text)).to.have.members(expected);
      expect(search.firstIn(text)).to.be.oneOf(expected);
    });
  }

  it('are not found when one digit differs, when cut, in capitals or under another prefix', () => {
    const others = [
      'tenant_0123456789abcdeb',
      TENANT.slice(0, -1),
      TENANT.toUpperCase(),
      TENANT.replace('tenant', 'user'),
      STREAM.slice(1),
      `0${STREAM.slice(1)}`.replace('012', '112'),
      '',
    ];
    for (const text of others) {
      expect(search.firstIn(text), text).to.equal(undefined);
      expect(search.allIn(text), text).to.deep.equal([]);
    }
  });
});

describe('Usernames in a text', () => {
  const found = (name: string, text: string): boolean => TextSearch.wholeWords([name]).allIn(text).length > 0;

  const whole: readonly [string, string][] = [
    ['testuser_1', 'testuser_1'],
    ['testuser_1', 'Ask testuser_1, please.'],
    ['testuser_1', 'testuser_1@example.com'],
    ['testuser_1', '我是testuser_1，你好'],
    ['testuser_1', 'testuser_1的租户'],
    ['testuser_1', '{"name":"testuser_1"}'],
    ['testuser_1', 'testuser_10 testuser_1'],
    ['测试用户1', '你好，测试用户1吗'],
    ['a.b*c', 'x a.b*c y'],
    ['   ', '   '],
    ['-x-', 'a -x- b'],
  ];
  for (const [name, text] of whole) {
    it(`finds ${JSON.stringify(name)} in ${JSON.stringify(text)}`, () => {
      expect(found(name, text)).to.equal(true);
    });
  }

  const none: readonly [string, string][] = [
    ['testuser_1', 'testuser_10'],
    ['testuser_1', 'testuser_1_agent_1'],
    ['testuser_1', 'mytestuser_1'],
    ['testuser_1', 'Testuser_1'],
    ['testuser_1', 'testuser_1é'],
    ['testuser_1', 'testuser_1\u{1d7d8}'],
    ['testuser_1', 'юtestuser_1'],
    ['测试用户', '测试用户们'],
    ['测试用户1', '老测试用户1'],
    ['a.b*c', 'aXbbc'],
    ['   ', 'a    b'],
    ['', ''],
  ];
  for (const [name, text] of none) {
    it(`does not find ${JSON.stringify(name)} in ${JSON.stringify(text)}`, () => {
      expect(found(name, text)).to.equal(false);
    });
  }

  it('finds each of several names of which one begins as another does', () => {
    const search = TextSearch.wholeWords(['test', 'test-1', 'test-1-b']);
    expect(search.allIn('test-1-b')).to.have.members(['test', 'test-1', 'test-1-b']);
  });

  it('finds a text anywhere when whole words are not asked for', () => {
    expect(TextSearch.anywhere(['ab', 'aab']).allIn('xaaaby')).to.have.members(['ab', 'aab']);
  });
});
