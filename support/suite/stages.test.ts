import { expect } from 'chai';
import { inOrderOfStages } from './stages';

describe('The stages', () => {
  const scenario = (id: string, ...tags: string[]) => ({
    id,
    pickle: { tags: tags.map((name) => ({ name, astNodeId: '' })) },
  });

  it('put scenarios into the order in which a tenant goes through them, and keep that of the file within each', () => {
    const given = [
      scenario('other'),
      scenario('agents 1', '@agents'),
      scenario('journey', '@smoke', '@journey'),
      scenario('agents 2', '@smoke', '@agents'),
      scenario('registration', '@registration'),
    ];
    expect(inOrderOfStages(given).map(({ id }) => id)).to.deep.equal([
      'registration',
      'agents 1',
      'agents 2',
      'journey',
      'other',
    ]);
  });
});
