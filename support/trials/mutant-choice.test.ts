import { expect } from 'chai';
import { UsageError } from '../basics/errors';
import { chosenFaults } from './mutant-choice';

const fault = (noticedBy: string) => ({ about: 'something goes wrong', noticedBy, seams: {} });

describe('The choice of faults', () => {
  const catalogue = { a: fault('one'), b: fault('one'), c: fault('two') };
  const chosen = (choice: Parameters<typeof chosenFaults>[1]): string[] =>
    chosenFaults(catalogue, choice).map(([id]) => id);

  it('is all of them unless something else is asked for', () => {
    expect(chosen({})).to.deep.equal(['a', 'b', 'c']);
  });

  it('is those that are named, in the order of the catalogue', () => {
    expect(chosen({ only: ['c', 'a'] })).to.deep.equal(['a', 'c']);
  });

  it('refuses an id that nobody knows, and says which there are', () => {
    expect(() => chosen({ only: ['a', 'nothing', 'toString'] })).to.throw(
      UsageError,
      'unknown fault: nothing, toString; there are a, b, c',
    );
  });

  it('is one of each rule for a sample', () => {
    expect(chosen({ sample: true })).to.deep.equal(['a', 'c']);
  });

  it('is never more than a few for a sample, from the first to the last part of the catalogue', () => {
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`f${i}`, fault(`rule ${i}`)]));
    const ids = chosenFaults(many, { sample: true }).map(([id]) => id);
    expect(ids.length).to.be.within(6, 12);
    expect(ids[0]).to.equal('f0');
    expect(Number(ids.at(-1)?.slice(1))).to.be.at.least(85);
  });
});
