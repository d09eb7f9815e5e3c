import { AssertionError, expect } from 'chai';
import { DEFECT_IDS } from '../basics/defects';
import { DeadlineError } from '../basics/wait';
import { DefectTally } from './defect-tally';
import { defectsLookedFor, excuseFor } from './known-defects';
import { type EndedRun, MISHAPS, removeTemporaryFolders, runCucumber } from './testing/cucumber-run';

describe('The defects that a scenario looks for', () => {
  const tags = (...names: string[]) => names.map((name) => ({ name }));

  it('are those among its tags that are listed', () => {
    expect(defectsLookedFor(tags('@smoke', '@D02', '@D01'), ['D01', 'D03', 'D02'])).to.deep.equal([
      'D01',
      'D02',
    ]);
    expect(defectsLookedFor(tags('@D02'), ['D01'])).to.deep.equal([]);
    expect(defectsLookedFor(tags('@D02'), [])).to.deep.equal([]);
  });

  it('excuse a failed assertion and nothing else', () => {
    expect(excuseFor(new AssertionError('401 was expected'), ['D01'])).to.match(/^known defect D01 .*\n401/);
    expect(excuseFor(new AssertionError('401 was expected'), [])).to.equal(undefined);
    for (const error of [new DeadlineError('no receipt'), new TypeError('no'), 'no', undefined])
      expect(excuseFor(error, ['D01'])).to.equal(undefined);
  });
});

describe('The tally of the known defects', () => {
  it('says nothing when none is listed', () => {
    const tally = new DefectTally([]);
    tally.add(['D01'], 'known');
    expect(tally.describe()).to.deep.equal([]);
  });

  it('tells the seen from the gone and from those that no scenario looked for', () => {
    const tally = new DefectTally(['D04', 'D01', 'D02', 'D03']);
    tally.add(['D01'], 'known');
    tally.add(['D01', 'D02'], 'known');
    tally.add(['D02'], 'gone');
    tally.add(['D03'], 'other');
    expect(tally.describe()).to.deep.equal([
      'known defects: 2 of 4 listed were seen',
      '  D01 a token that cannot be verified is answered with 500: 2 scenarios',
      '  D02 tokens are signed with a key that was published: 1 scenario',
      'GONE, so take them from the setting knownDefects (MAIMBOT_KNOWN_DEFECTS):',
      '  D02 tokens are signed with a key that was published: 1 scenario of 2 hold',
      'listed, but no scenario of this run looks for them: D04',
    ]);
  });
});

describe('A run on a system with known defects', function () {
  this.timeout(180_000);
  after(removeTemporaryFolders);

  const runMishaps = (listed: string, ...args: string[]): Promise<EndedRun> =>
    runCucumber([...MISHAPS, '--tags', '@known-defects', ...args], { MAIMBOT_KNOWN_DEFECTS: listed });

  it('fails in every scenario that fails when no defect is listed', async () => {
    const run = await runMishaps('');
    expect(run.exitCode).to.equal(1);
    expect(run.stdout).to.match(/^3 scenarios \(2 failed, 1 passed\)$/m);
    expect(run.stdout).not.to.match(/^known defects/m);
  });

  for (const args of [[], ['--parallel', '2']]) {
    it(`is let off for a failed assertion, but neither for another error nor for a defect that is gone ${args.join(' ')}`, async () => {
      const run = await runMishaps('D01,D02,D04', ...args);
      expect(run.exitCode).to.equal(1);
      expect(run.stdout).to.match(/^3 scenarios \(2 failed, 1 skipped\)$/m);
      expect(run.stdout).to.match(/^\(other\) +0 passed, 2 FAILED, 1 known defect$/m);
      expect(run.stdout).to.match(/^ {2}D01 .*: 1 scenario$/m);
      expect(run.stdout).to.match(/^GONE.*\n {2}D02 .*: 1 scenario of 1 hold$/m);
      expect(run.stdout).to.contain('this holds, so D02').and.to.contain('this step fails on purpose');
    });
  }

  it('is green when what fails is known, and its reports say why', async () => {
    const run = await runMishaps('D01', '--name', 'what a known defect does');
    expect(run.exitCode, run.stdout).to.equal(0);
    expect(run.stdout).to.match(/^known defects: 1 of 1 listed were seen$/m);
    const messages = run.reports.text('messages.ndjson');
    expect(messages).to.contain('known-defect.txt').and.to.contain('what was found is not what was expected');
  });

  it('is refused when an id is listed that is none', async () => {
    const run = await runMishaps('D01,D11');
    expect(run.exitCode).to.equal(2);
    expect(run.stderr.trim()).to.equal(
      `settings: knownDefects = "D01,D11" (from MAIMBOT_KNOWN_DEFECTS in the environment) is not accepted; accepted is a list of ${DEFECT_IDS.join(', ')}`,
    );
  });
});

describe('The scenarios that look for known defects', function () {
  this.timeout(180_000);
  after(removeTemporaryFolders);

  const tags = DEFECT_IDS.map((id) => `@${id}`).join(' or ');
  const runAll = (faults: readonly string[], listed: readonly string[]): Promise<EndedRun> =>
    runCucumber(['--tags', tags, '--parallel', '2'], {
      SANDBOX_FAULTS: faults.join(','),
      MAIMBOT_KNOWN_DEFECTS: listed.join(','),
      // What never comes is not awaited for as long as elsewhere.
      MAIMBOT_REPLY_TIMEOUT_MS: '4000',
      MAIMBOT_REQUEST_TIMEOUT_MS: '4000',
    });

  it('see all 14 on a sandbox that has them, and the run is green when all are listed', async () => {
    const run = await runAll(DEFECT_IDS, DEFECT_IDS);
    expect(run.exitCode, run.stdout).to.equal(0);
    expect(run.stdout).to.match(/^known defects: 14 of 14 listed were seen$/m);
    for (const id of DEFECT_IDS)
      expect(run.stdout).to.match(new RegExp(`^  ${id} .*: \\d+ scenarios?$`, 'm'));
    expect(run.stdout).not.to.contain('GONE');
  });

  it('name the one that is gone, and the run is red', async () => {
    const run = await runAll(
      DEFECT_IDS.filter((id) => id !== 'D03'),
      DEFECT_IDS,
    );
    expect(run.exitCode).to.equal(1);
    expect(run.stdout).to.match(/^known defects: 13 of 14 listed were seen$/m);
    expect(run.stdout).to.match(/^GONE.*\n {2}D03 .*: (\d+) scenarios? of \1 hold\n(?! {2}D)/m);
  });

  it('fail all of them when none is listed', async () => {
    const run = await runAll(DEFECT_IDS, []);
    expect(run.exitCode).to.equal(1);
    expect(run.stdout).to.match(/^\d+ scenarios \(\d+ failed\)$/m);
  });
});
