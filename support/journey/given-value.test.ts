import { expect } from 'chai';
import { NotationError, readRaw, readValue, withField } from './given-value';

const WORDS = { own: 'testuser_k3x9q2_s1_001', rare: '龘靐齉' };

describe('A value of a table', () => {
  const understood: [string, unknown][] = [
    ['"ab"', 'ab'],
    ['""', ''],
    ['"  两头有空格  "', '  两头有空格  '],
    ['null', null],
    ['42', 42],
    ['-1.5', -1.5],
    ['true', true],
    ['["a", 1]', ['a', 1]],
    ['{"a": {"b": null}}', { a: { b: null } }],
    ['"\\u0000\\u202e\\n\\"\\\\"', '\u0000\u202e\n"\\'],
    ['"名" × 101', '名'.repeat(101)],
    ['"ab" × 2', 'abab'],
    ['"😀" × 3', '😀😀😀'],
    ['"a" × 0', ''],
    ['"a" filled to 5', 'aaaaa'],
    ['"名😀" filled to 4', '名😀😀😀'],
    ['"ab" filled to 2', 'ab'],
    ['"{own}"', WORDS.own],
    ['"{rare}"', WORDS.rare],
    ['"{own}@例子.cn"', `${WORDS.own}@例子.cn`],
    ['{"名": ["{own}"]}', { 名: [WORDS.own] }],
    ['"{own}名" filled to 50', `${WORDS.own}${'名'.repeat(50 - WORDS.own.length)}`],
    ['"not × 3"', 'not × 3'],
  ];
  for (const [notation, value] of understood) {
    it(`is read from ${notation}`, () => {
      expect(readValue(notation, WORDS)).to.deep.equal({ left: 'in', value });
    });
  }

  it('can be missing', () => {
    expect(readValue('missing', WORDS)).to.deep.equal({ left: 'out' });
  });

  for (const notation of [
    '',
    'ab',
    "'ab'",
    '"ab',
    '"a" × many',
    '"a" × 99999999999',
    '"abc" filled to 2',
    '"" filled to 3',
    '42 × 3',
  ]) {
    it(`is not read from ${notation || 'nothing'}, and the error tells what could be written`, () => {
      expect(() => readValue(notation, WORDS))
        .to.throw(NotationError)
        .with.property('message')
        .that.includes('× 101');
    });
  }
});

describe('What is sent as it stands', () => {
  const understood: [string, unknown][] = [
    ['nothing', undefined],
    ['{"username": ', '{"username": '],
    ['bytes ff fe', Buffer.from([0xff, 0xfe])],
    ['"[" × 3', '[[['],
    ['"a text"', '"a text"'],
    ['bytes of text', 'bytes of text'],
  ];
  for (const [notation, content] of understood) {
    it(`is read from ${notation}`, () => {
      expect(readRaw(notation, WORDS)).to.deep.equal(content);
    });
  }
});

describe('A draft with one field changed', () => {
  const draft = { a: 1, b: { c: 2, d: 3 } };

  it('has the field replaced, added or left out, and stays as it was', () => {
    expect(withField(draft, ['a'], { left: 'in', value: null })).to.deep.equal({
      a: null,
      b: { c: 2, d: 3 },
    });
    expect(withField(draft, ['e'], { left: 'in', value: 5 })).to.deep.equal({ ...draft, e: 5 });
    expect(withField(draft, ['a'], { left: 'out' })).to.deep.equal({ b: { c: 2, d: 3 } });
    expect(withField(draft, ['b', 'c'], { left: 'out' })).to.deep.equal({ a: 1, b: { d: 3 } });
    expect(withField(draft, ['b', 'c'], { left: 'in', value: 'x' })).to.deep.equal({
      a: 1,
      b: { c: 'x', d: 3 },
    });
    expect(draft).to.deep.equal({ a: 1, b: { c: 2, d: 3 } });
  });

  it('cannot have a field within something that is no object', () => {
    expect(() => withField(draft, ['a', 'x'], { left: 'out' })).to.throw('no object a');
  });
});
