import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import {
  CUCUMBER_REPORTS,
  type EndedRun,
  MISHAPS,
  nothingRuns,
  removeTemporaryFolders,
  runCucumber,
} from './testing/cucumber-run';
import { secretsIn } from './testing/given-away';

const SMALL_JOURNEY = '{"users":2,"agents":1,"messages":2,"settleMs":0}';
const RUN_ID = /\d{8}_\d{6}_([a-z0-9]{6})/g;

async function expectNothingLeft({ reports }: EndedRun): Promise<void> {
  expect(reports.runs).to.deep.equal([]);
  expect(reports.backends).to.have.lengthOf(2);
  expect(reports.ports).to.have.lengthOf(2);
  await nothingRuns(reports.folder);
}

function expectAllPassed({ exitCode, stdout, stderr }: EndedRun, least: number): void {
  expect(stderr).to.equal('');
  expect(exitCode, stdout).to.equal(0);
  const [, scenarios, passed] = /^(\d+) scenarios? \((\d+) passed\)$/m.exec(stdout) ?? [];
  expect(passed).to.equal(scenarios);
  expect(Number(passed)).to.be.at.least(least);
}

describe('A run in which everything holds', function () {
  this.timeout(120_000);
  after(removeTemporaryFolders);

  describe('of the journey', () => {
    let run: EndedRun;
    before(async () => {
      run = await runCucumber(['--tags', '@journey', '--world-parameters', SMALL_JOURNEY]);
    });

    it('ends with exit code 0 and says in its summary what passed and that nothing is left', () => {
      expectAllPassed(run, 1);
      expect(run.stdout).to.match(/^journey +1 passed$/m);
      expect(run.stdout).to.match(
        /^clean-up: [1-9]\d* rows of [1-9]\d* tables removed, nothing is left \(.*cleanup_report_/m,
      );
    });

    it('leaves every report and every log', () => {
      const { reports } = run;
      expect(reports.names).to.include.members([...CUCUMBER_REPORTS, 'logs', 'runs']);
      expect(reports.text('cucumber.html')).to.contain('Users register, create agents');
      expect(reports.text('junit.xml')).to.match(/<testsuite [^>]*name="maimbot-acceptance"[^>]*tests="1"/);
      expect(reports.text('logs', 'integration_test.log')).to.contain(' begins').and.to.contain('clean-up: ');
      expect(reports.text('logs', 'config_backend.log')).to.contain('/api/v1/auth/register');
      expect(reports.text('logs', 'reply_backend.log')).to.contain('reply backend listens');
      expect(JSON.parse(reports.only('integration_test_results_'))).to.have.property('success', true);
      expect(JSON.parse(reports.only('cleanup_report_'))).to.have.nested.property(
        'cleanup.cleanup_completed',
        true,
      );
    });

    it('writes no secret into any of its files or onto the screen', () => {
      for (const file of run.reports.files)
        expect(secretsIn(readFileSync(file, 'utf8')), file).to.deep.equal([]);
      expect(secretsIn(run.stdout)).to.deep.equal([]);
    });

    it('leaves no process, no open port and no folder of its own', async () => {
      await expectNothingLeft(run);
    });
  });

  it('has one pair of backends for all workers of a parallel run', async () => {
    const run = await runCucumber([...MISHAPS, '--parallel', '2', '--tags', '@workers-meet']);
    expectAllPassed(run, 2);
    const workers = run.reports.text('messages.ndjson').match(/"workerId":"\d+"/g);
    expect(new Set(workers).size).to.equal(2);
    await expectNothingLeft(run);
  });

  for (const [tag, least] of [
    ['registration', 20],
    ['cleanup', 15],
  ] as const) {
    it(`can be of the stage ${tag} alone`, async () => {
      const run = await runCucumber([`-t@${tag}`]);
      expectAllPassed(run, least);
      expect(run.stdout).to.match(new RegExp(`^${tag} +\\d+ passed$`, 'm'));
      await expectNothingLeft(run);
    });
  }

  it('does not see another run that goes on at the same time', async () => {
    const both = await Promise.all(
      [1, 2].map(() => runCucumber(['--tags', '@journey', '--world-parameters', SMALL_JOURNEY])),
    );
    const tags = both.map(({ reports }) => {
      const ids = new Set(
        Array.from(reports.text('logs', 'integration_test.log').matchAll(RUN_ID), ([, tag]) => tag),
      );
      expect(ids.size).to.equal(1);
      return [...ids][0] ?? '';
    });
    expect(tags[0]).not.to.equal(tags[1]);
    for (const [index, run] of both.entries()) {
      expectAllPassed(run, 1);
      await expectNothingLeft(run);
      const everything = run.reports.files.map((file) => readFileSync(file, 'utf8')).join('\n');
      expect(everything)
        .to.contain(tags[index])
        .and.not.to.contain(`_${tags[1 - index] ?? ''}`);
    }
  });

  it('starts nothing in a dry run, and looks every step up', async () => {
    const run = await runCucumber(['--dry-run']);
    expect(run.exitCode).to.equal(0);
    expect(run.stdout)
      .to.match(/^\d+ scenarios? \((\d+) skipped\)$/m)
      .and.not.to.contain('clean-up');
    expect(run.reports.names).to.deep.equal([...CUCUMBER_REPORTS].sort());
  });
});
