import { expect } from 'chai';
import type { EndedScenario } from './ended-scenarios';
import { judgeRuns } from './mutant';
import type { EndedSuiteRun } from './suite-run';
import { judge } from './verdict';

const scenario = (title: string, type?: string): EndedScenario => ({
  file: 'features/x.feature',
  line: 1,
  title,
  passed: type === undefined,
  failure: type === undefined ? undefined : { type, message: `${type} was thrown\nat length` },
});

const run = (scenarios: readonly EndedScenario[], more: Partial<EndedSuiteRun> = {}): EndedSuiteRun => ({
  exitCode: scenarios.every(({ passed }) => passed) ? 0 : 1,
  timedOut: false,
  output: 'first\nlast',
  scenarios,
  durationMs: 1,
  ...more,
});

const green = run([scenario('one'), scenario('two')]);
const noticed = run([scenario('one'), scenario('two', 'AssertionError')]);
const crashed = run([scenario('one', 'TypeError')]);

describe('The verdict on a run with a fault', () => {
  it('is killed when a scenario says what the system did, even after another one crashed', () => {
    expect(judge(noticed)).to.deep.include({ verdict: 'killed', scenario: noticed.scenarios[1] });
    const both = run([scenario('one', 'TypeError'), scenario('two', 'ContractViolation')]);
    expect(judge(both)).to.deep.include({ verdict: 'killed', scenario: both.scenarios[1] });
  });

  it('is survived when every scenario passed', () => {
    expect(judge(green).verdict).to.equal('SURVIVED');
  });

  for (const type of ['TypeError', 'BackendDied', 'NotRemembered', 'NoAnswerError', 'Error'])
    it(`is crashed when all that was thrown is a ${type}`, () => {
      expect(judge(run([scenario('one', type)]))).to.deep.include({
        verdict: 'CRASHED',
        remark: `${type}: ${type} was thrown`,
      });
    });

  it('is crashed when the run failed without a scenario', () => {
    expect(judge(run([], { exitCode: 1 }))).to.deep.equal({
      verdict: 'CRASHED',
      remark: 'no scenario failed, but the run did: last',
    });
  });

  it('is timed out when the run had to be ended, whatever had failed by then', () => {
    expect(judge({ ...noticed, timedOut: true }).verdict).to.equal('TIMED OUT');
  });
});

describe('The runs with a fault', () => {
  /** Judges by these runs in turn, and tells which were asked for. */
  async function judged(...runs: EndedSuiteRun[]): Promise<{ verdict: string; asked: string[] }> {
    const asked: string[] = [];
    const next = async (...args: string[]): Promise<EndedSuiteRun> => {
      asked.push(args.join(' '));
      return Promise.resolve(runs[asked.length - 1] ?? green);
    };
    return { verdict: (await judgeRuns(next, ['x.feature:1'])).verdict, asked };
  }

  it('end with the first scenario that should notice it and does', async () => {
    expect(await judged(noticed)).to.deep.equal({ verdict: 'killed', asked: ['x.feature:1 --fail-fast'] });
  });

  it('go on after a crash: a later scenario may notice', async () => {
    const asked = ['x.feature:1 --fail-fast', 'x.feature:1'];
    expect(await judged(crashed, noticed)).to.deep.equal({ verdict: 'killed', asked });
    expect(await judged(crashed, crashed)).to.deep.equal({ verdict: 'CRASHED', asked });
  });

  it('ask the whole suite where those that should notice it do not', async () => {
    const asked = ['x.feature:1 --fail-fast', '--fail-fast'];
    expect(await judged(green, noticed)).to.deep.equal({ verdict: 'ELSEWHERE', asked });
    expect(await judged(green, green)).to.deep.equal({ verdict: 'SURVIVED', asked });
  });
});
