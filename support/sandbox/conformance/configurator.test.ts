import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { forkSandbox, type Forked } from './forked';
import { knownDifferences } from './known-differences';
import { describeDifferences } from './placeholders';
import { recordedExchanges } from './recorded-exchanges';
import { replayExchanges, type ReplayedExchange } from './replay';

const signingKey = 'the-key-of-the-conformance-test-0123456789';

describe('the configurator, compared with the recordings of the real one', () => {
  let folder: string;
  let sandbox: Forked;
  let results: ReplayedExchange[];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'maimbot-conformance-'));
    sandbox = forkSandbox(require.resolve('../configurator-process'), {
      SANDBOX_DATABASE: join(folder, 'MaiBot.db'),
      SANDBOX_SIGNING_KEY: signingKey,
    });
    const baseUrl = `http://127.0.0.1:${await sandbox.listening}`;
    results = await replayExchanges({ baseUrl, signingKey, allowed: knownDifferences });
  });

  after(async () => {
    await sandbox.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('answers every recorded request as recorded, but for what a known defect explains', () => {
    const wrong = results.filter(({ differences }) => differences.length > 0);
    const explained = results.filter(
      ({ defect, differences }) => defect !== undefined && differences.length === 0,
    );
    const matching = results.length - explained.length - wrong.length;
    const defects = [...new Set(explained.map(({ defect }) => defect))].sort().join(', ');
    process.stdout.write(
      `configurator: ${matching} of ${results.length} exchanges match, ${explained.length} differ by a known defect (${defects})\n`,
    );
    expect(
      wrong.map(({ name, differences }) => `${name}\n${describeDifferences(differences)}`).join('\n\n'),
    ).to.equal('');
    expect(results).to.have.length(107);
  });

  it('is allowed to differ only where a recording exists, and only from it', () => {
    for (const { exchange, instead } of knownDifferences) {
      const recorded = recordedExchanges.find(({ name }) => name === exchange);
      expect(recorded, exchange).to.not.equal(undefined);
      expect(instead, exchange).to.not.deep.equal(recorded?.response);
    }
    const defects = new Set(knownDifferences.map(({ defect }) => defect));
    expect([...defects]).to.have.members(['D01', 'D02', 'D03', 'D04', 'D05', 'D06', 'D07', 'D08', 'D09']);
  });

  it('notices when it is not told of the known defects', async () => {
    const again = forkSandbox(require.resolve('../configurator-process'), {
      SANDBOX_DATABASE: join(folder, 'second.db'),
      SANDBOX_SIGNING_KEY: signingKey,
    });
    try {
      const baseUrl = `http://127.0.0.1:${await again.listening}`;
      const strict = await replayExchanges({ baseUrl, signingKey, allowed: [] });
      const wrong = strict.filter(({ differences }) => differences.length > 0).map(({ name }) => name);
      expect(wrong).to.have.members(knownDifferences.map(({ exchange }) => exchange));
    } finally {
      await again.stop();
    }
  });

  it('keeps tokens, keys and passwords out of its log', () => {
    expect(sandbox.output()).to.contain('POST /api/v1/auth/register 201');
    expect(sandbox.output()).to.not.match(/eyJ|mb_|testpass|the-key-of/);
  });
});
