import { expect } from 'chai';
import fc from 'fast-check';
import { jsonError } from './json-error';

// What json.loads of Python 3.11 said to each.
const cases: readonly [text: string, position: number, reason: string][] = [
  ['{"username": ', 13, 'Expecting value'],
  ['x', 0, 'Expecting value'],
  ['   ', 3, 'Expecting value'],
  ['{"a":1,}', 7, 'Expecting property name enclosed in double quotes'],
  ['{"a" 1}', 5, "Expecting ':' delimiter"],
  ['{a:1}', 1, 'Expecting property name enclosed in double quotes'],
  ['[1,2', 4, "Expecting ',' delimiter"],
  ['[1 2]', 3, "Expecting ',' delimiter"],
  ['{"a":1 "b":2}', 7, "Expecting ',' delimiter"],
  ['"abc', 0, 'Unterminated string starting at'],
  ['"a\nb"', 2, 'Invalid control character at'],
  ['"a\\qb"', 2, 'Invalid \\escape'],
  ['"\\u12g4"', 2, 'Invalid \\uXXXX escape'],
  ['"\\u12', 2, 'Invalid \\uXXXX escape'],
  ['01', 1, 'Extra data'],
  ['-', 0, 'Expecting value'],
  ['[1,]', 3, 'Expecting value'],
  ['{"a":1}x', 7, 'Extra data'],
  ['"😀" x', 4, 'Extra data'],
  ['{"a":tru}', 5, 'Expecting value'],
  ['nul', 0, 'Expecting value'],
  ['"abc\\', 0, 'Unterminated string starting at'],
  ['{', 1, 'Expecting property name enclosed in double quotes'],
  ['[', 1, 'Expecting value'],
  ['{"a"', 4, "Expecting ':' delimiter"],
  ['{"a":', 5, 'Expecting value'],
  ['+1', 0, 'Expecting value'],
  ['1.', 1, 'Extra data'],
  ['[01]', 2, "Expecting ',' delimiter"],
  ['{"a":"b",', 9, 'Expecting property name enclosed in double quotes'],
];

describe('where a text stops being JSON', () => {
  for (const [text, position, reason] of cases) {
    it(`is found in ${JSON.stringify(text)} as Python finds it`, () => {
      expect(jsonError(text)).to.deep.equal({ position, reason });
    });
  }

  it('is nowhere in what JSON.stringify wrote', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(jsonError(text)).to.equal(undefined);
      }),
    );
  });

  it('is found exactly when JSON.parse refuses the text', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"a"',
      ':',
      ',',
      '1',
      '-',
      'null',
      ' ',
      '"',
      '\\',
      'e',
      '.',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 8 }), (parts) => {
        const text = parts.join('');
        expect(jsonError(text) === undefined, text).to.equal(parses(text));
      }),
      { numRuns: 2000 },
    );
  });
});

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
