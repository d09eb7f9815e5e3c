import { expect } from 'chai';
import type { EndedScenario } from './ended-scenarios';
import { readFeature } from './features';
import { type Attempt, waverings } from './steadiness';

const scenarios = readFeature(
  'features/x.feature',
  'Feature: X\n\n  Scenario: one\n    Given a\n\n  Scenario: two\n    Given b\n',
);

const ended = (line: number, message?: string): EndedScenario => ({
  file: 'features/x.feature',
  line,
  title: 'as it ran',
  passed: message === undefined,
  failure: message === undefined ? undefined : { type: 'AssertionError', message },
});

const attempt = (seed: number, all: readonly EndedScenario[], more: Partial<Attempt> = {}): Attempt => ({
  args: ['--order', `random:${seed}`],
  exitCode: all.every(({ passed }) => passed) ? 0 : 1,
  timedOut: false,
  scenarios: all,
  ...more,
});

describe('What wavered in several runs', () => {
  it('is nothing when all scenarios held in all of them', () => {
    expect(
      waverings(scenarios, [attempt(1, [ended(3), ended(6)]), attempt(2, [ended(6), ended(3)])]),
    ).to.deep.equal([]);
  });

  it('is a scenario that failed in one, with the run that shows it again', () => {
    const runs = [attempt(1, [ended(3), ended(6)]), attempt(2, [ended(3), ended(6, 'no reply\nat all')])];
    expect(waverings(scenarios, runs)).to.deep.equal([
      {
        title: 'two (features/x.feature:6)',
        occasions: ['AssertionError: no reply: npx cucumber-js --order random:2'],
      },
    ]);
  });

  it('is a scenario that did not run', () => {
    expect(waverings(scenarios, [attempt(1, [ended(3)])])).to.deep.equal([
      { title: 'two (features/x.feature:6)', occasions: ['did not run: npx cucumber-js --order random:1'] },
    ]);
  });

  it('is the run itself where it failed although every scenario held, or did not end', () => {
    const all = [ended(3), ended(6)];
    const titles = (more: Partial<Attempt>): string[] =>
      waverings(scenarios, [attempt(1, all, more)]).map(({ title }) => title);
    expect(titles({ exitCode: 1 })).to.deep.equal(['the run itself']);
    expect(titles({ timedOut: true, scenarios: [] })).to.deep.equal(['the run itself']);
  });
});
