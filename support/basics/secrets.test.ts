import { createHmac, randomBytes } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { makeIdentifier } from './identifiers';
import { keepSecret, mask, MASK } from './secrets';

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const CLAIMS = encode({ user_id: 'user_0123456789abcdef', type: 'access', exp: 1_795_000_000 });
const SIGNED = `${encode({ alg: 'HS256', typ: 'JWT' })}.${CLAIMS}.${createHmac('sha256', 'key').update(CLAIMS).digest('base64url')}`;
const UNSIGNED = `${encode({ alg: 'none', typ: 'JWT' })}.${CLAIMS}.`;
const apiKey = (): string => `mb_${randomBytes(32).toString('base64url')}`;

describe('mask', () => {
  it('replaces a JSON Web Token, signed or not, and nothing around it', () => {
    expect(mask(`before ${SIGNED} after`)).to.equal(`before ${MASK} after`);
    expect(mask(`before ${UNSIGNED} after`)).to.equal(`before ${MASK} after`);
    expect(mask(`/ws?token=${SIGNED}&x=1`)).to.equal(`/ws?token=${MASK}&x=1`);
  });

  it('replaces every API key, whatever its characters', () => {
    for (const key of [apiKey(), `mb_${'-'.repeat(43)}`, `mb_${'_'.repeat(43)}`]) {
      expect(mask(`key ${key}, again ${key}.`), key).to.equal(`key ${MASK}, again ${MASK}.`);
    }
  });

  it('leaves what only begins like an API key', () => {
    const short = `mb_${'x'.repeat(42)}`;
    expect(mask(`${short} mb_test`)).to.equal(`${short} mb_test`);
  });

  it('replaces what stands after Bearer, in any case, though it looks like no token', () => {
    expect(mask('Authorization: Bearer abc.def')).to.equal(`Authorization: Bearer ${MASK}`);
    expect(mask('{"authorization":"bearer abc"}')).to.equal(`{"authorization":"bearer ${MASK}"}`);
    expect(mask('WWW-Authenticate: Bearer')).to.equal('WWW-Authenticate: Bearer');
    expect(mask('{"token_type":"bearer","expires_in":86400}')).to.equal(
      '{"token_type":"bearer","expires_in":86400}',
    );
  });

  const FIELDS = [
    'password',
    'access_token',
    'refresh_token',
    'password_hash',
    'salt',
    'jwt_token',
    'token_hash',
  ];
  const awkward = [
    'plain words',
    'with "quotes"',
    'back\\slash',
    'ends in \\',
    '密码 ‹x›',
    'two\nlines',
    "it's",
  ];

  /** JSON as a string within JSON, so many times. */
  const nested = (value: unknown, depth: number): string =>
    depth === 0 ? JSON.stringify(value) : JSON.stringify(nested(value, depth - 1));

  for (const depth of [0, 1, 2]) {
    it(`replaces the whole value of secret fields in JSON, ${depth} times within JSON`, () => {
      for (const field of FIELDS) {
        for (const secret of awkward) {
          const text = nested({ a: 'x', [field]: secret, b: 'y' }, depth);
          const expected = nested({ a: 'x', [field]: MASK, b: 'y' }, depth);
          expect(mask(text), `${field} ${secret}`).to.equal(expected);
        }
      }
    });
  }

  it('replaces a secret field that is cut off, and one that is written with blanks', () => {
    expect(mask('{"password":"geheimni')).to.equal(`{"password":"${MASK}`);
    expect(mask('{"password" : "geheimnis"}')).to.equal(`{"password" : "${MASK}"}`);
  });

  it('leaves fields that only mention a secret word', () => {
    const text = '{"password_changed":"never","password":null,"loc":["body","password"],"msg":"password"}';
    expect(mask(text)).to.equal(text);
  });

  it('replaces remembered values wherever they stand, as they are and as JSON writes them', () => {
    const secret = `pa"ss\\${randomBytes(6).toString('hex')}`;
    expect(mask(`a ${secret} b`)).to.contain(secret);
    keepSecret(secret);
    expect(mask(`a ${secret} b ${secret}`)).to.equal(`a ${MASK} b ${MASK}`);
    expect(mask(JSON.stringify({ input: secret }))).to.equal(JSON.stringify({ input: MASK }));
  });

  it('leaves nothing of a remembered value that begins like another one', () => {
    const short = randomBytes(6).toString('hex');
    keepSecret(short);
    keepSecret(`${short}-and-more`);
    expect(mask(`<${short}-and-more>`)).to.equal(`<${MASK}>`);
  });

  it('does not remember values so short that they would blot out ordinary text', () => {
    keepSecret('test');
    keepSecret('');
    expect(mask('a test of words')).to.equal('a test of words');
  });

  it('leaves identifiers and keys of dialogues', () => {
    for (const kind of ['tenant', 'user', 'agent'] as const) {
      const identifier = makeIdentifier(kind);
      expect(mask(`{"${kind}_id":"${identifier}"} ${identifier}`)).to.equal(
        `{"${kind}_id":"${identifier}"} ${identifier}`,
      );
    }
    expect(mask('tenant_0123456789abcdef:agent_0123456789abcdef')).to.equal(
      'tenant_0123456789abcdef:agent_0123456789abcdef',
    );
  });

  const words = fc
    .string({ unit: 'grapheme', maxLength: 40 })
    .filter((text) => !/eyJ|mb_|bearer|password|token|salt/i.test(text));

  it('changes nothing in text without secrets', () => {
    fc.assert(
      fc.property(words, words, (one, other) => {
        const text = `${one} ${JSON.stringify({ [one]: other })}`;
        expect(mask(text)).to.equal(text);
      }),
    );
  });

  it('replaces every secret in any surroundings, keeps these, and changes nothing the second time', () => {
    const remembered = `remembered-${randomBytes(6).toString('hex')}`;
    keepSecret(remembered);
    const secret = fc.constantFrom(SIGNED, UNSIGNED, apiKey(), remembered);
    const part = fc.oneof(
      words.map((text) => ({ text, masked: text })),
      secret.map((text) => ({ text, masked: MASK })),
      words.map((text) => ({
        text: JSON.stringify({ password: `x${text}` }),
        masked: JSON.stringify({ password: MASK }),
      })),
      fc.constant({ text: `Bearer ${SIGNED}`, masked: `Bearer ${MASK}` }),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
        const masked = mask(parts.map(({ text }) => text).join(' | '));
        expect(masked).to.equal(parts.map((each) => each.masked).join(' | '));
        expect(mask(masked)).to.equal(masked);
      }),
    );
  });
});
