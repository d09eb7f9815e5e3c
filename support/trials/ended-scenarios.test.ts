import { expect } from 'chai';
import { readEndedScenarios } from './ended-scenarios';

type Line = Record<string, object>;

const ndjson = (...lines: Line[]): string => lines.map((line) => `${JSON.stringify(line)}\n`).join('');

const scenario = (id: string): Line[] => [
  {
    pickle: { id: `p${id}`, uri: 'features/x.feature', name: `title ${id}`, location: { line: Number(id) } },
  },
  { testCase: { id: `c${id}`, pickleId: `p${id}` } },
];

const began = (id: string, attempt: string): Line => ({
  testCaseStarted: { id: attempt, testCaseId: `c${id}`, attempt: 0 },
});

const step = (attempt: string, status: string, message?: string): Line => ({
  testStepFinished: {
    testCaseStartedId: attempt,
    testStepResult: {
      status,
      ...(message === undefined ? {} : { message, exception: { type: 'AssertionError', message } }),
    },
  },
});

const ended = (attempt: string, willBeRetried = false): Line => ({
  testCaseFinished: { testCaseStartedId: attempt, willBeRetried },
});

describe('The scenarios that ended in a run', () => {
  it('come in the order in which they ended, each with the first reason why it failed', () => {
    const text = ndjson(
      ...scenario('1'),
      ...scenario('2'),
      began('1', 'a'),
      began('2', 'b'),
      step('b', 'PASSED'),
      step('a', 'FAILED', '401 was expected'),
      step('a', 'FAILED', 'and another thing'),
      ended('b'),
      ended('a'),
    );
    const file = 'features/x.feature';
    expect(readEndedScenarios(text)).to.deep.equal([
      { file, line: 2, title: 'title 2', passed: true, failure: undefined },
      {
        file,
        line: 1,
        title: 'title 1',
        passed: false,
        failure: { type: 'AssertionError', message: '401 was expected' },
      },
    ]);
  });

  it('have passed only if every step has', () => {
    const text = ndjson(
      ...scenario('1'),
      began('1', 'a'),
      step('a', 'PASSED'),
      step('a', 'UNDEFINED'),
      ended('a'),
    );
    expect(readEndedScenarios(text)).to.deep.include.members([
      { file: 'features/x.feature', line: 1, title: 'title 1', passed: false, failure: undefined },
    ]);
  });

  it('are told by their last attempt', () => {
    const text = ndjson(
      ...scenario('1'),
      began('1', 'a'),
      step('a', 'FAILED', 'no'),
      ended('a', true),
      began('1', 'b'),
      step('b', 'PASSED'),
      ended('b'),
    );
    expect(readEndedScenarios(text).map(({ passed }) => passed)).to.deep.equal([true]);
  });

  it('are none where a scenario has begun and not ended', () => {
    expect(readEndedScenarios(ndjson(...scenario('1'), began('1', 'a'), step('a', 'PASSED')))).to.deep.equal(
      [],
    );
  });
});
