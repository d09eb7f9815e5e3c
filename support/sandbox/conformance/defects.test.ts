import { expect } from 'chai';
import { configuratorDefects, withDefect } from '../faults/configurator-defects';
import { startTrial } from '../configurator/testing/trial';
import { together } from '../faults/seam-tools';
import type { Seams } from '../seams';
import { knownDifferences } from './known-differences';
import { describeDifferences } from './placeholders';
import { replayExchanges, type ReplayedExchange } from './replay';
import { PUBLISHED_KEY } from '../../basics/defects';

async function replayWith(
  seams: Seams,
  allowed: typeof knownDifferences,
  verifyingKey?: string,
): Promise<ReplayedExchange[]> {
  const trial = await startTrial(seams);
  try {
    const signingKey = verifyingKey ?? trial.signingKey;
    const results = await replayExchanges({ baseUrl: trial.baseUrl, signingKey, allowed });
    return results.filter(({ differences }) => differences.length > 0);
  } finally {
    await trial.end();
  }
}

describe('the configurator with the known defects put back', () => {
  it('answers every recorded request as recorded, without exception', async () => {
    const all = together(...Object.values(configuratorDefects));
    const wrong = await replayWith(all, [], PUBLISHED_KEY);
    expect(
      wrong.map(({ name, differences }) => `${name}\n${describeDifferences(differences)}`).join('\n\n'),
    ).to.equal('');
  });

  for (const id of Object.keys(configuratorDefects) as (keyof typeof configuratorDefects)[]) {
    it(`with ${id} alone differs from the sound one in what ${id} explains`, async () => {
      const verifyingKey = id === 'D02' ? PUBLISHED_KEY : undefined;
      const wrong = await replayWith(withDefect(id), knownDifferences, verifyingKey);
      const explained = knownDifferences
        .filter(({ defect }) => defect === id)
        .map(({ exchange }) => exchange);
      // To a server whose key is its own, a token signed with the published key is one that cannot be verified.
      if (id === 'D01') explained.push('me: token forged with the published default key');
      expect(wrong.map(({ name }) => name)).to.have.members(explained);
    });
  }
});
