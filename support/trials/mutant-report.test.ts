import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import type { Trial } from './mutant';
import { describeTrials, mutantTable, writeMutantReports } from './mutant-report';

const killed: Trial = {
  id: 'reply-lost',
  about: 'a reply is lost',
  noticedBy: 'Every reply arrives',
  verdict: 'killed',
  durationMs: 2_345,
  scenario: {
    file: 'features/dialogue.feature',
    line: 12,
    title: 'A reply | arrives',
    passed: false,
    failure: { type: 'AssertionError', message: 'expected 0 to equal 1' },
  },
};

const survived: Trial = {
  id: 'nothing-wrong',
  about: 'nothing goes wrong',
  noticedBy: 'Every reply arrives',
  verdict: 'SURVIVED',
  durationMs: 60_000,
  remark: '5 scenarios passed',
};

describe('The report of the mutants', () => {
  it('has a row for each fault, in Markdown', () => {
    expect(mutantTable([killed, survived]).split('\n')).to.deep.equal([
      '| fault | what goes wrong | verdict | seen first by | s |',
      '| - | - | - | - | - |',
      '| `reply-lost` | a reply is lost | killed | A reply \\| arrives | 2.3 |',
      '| `nothing-wrong` | nothing goes wrong | SURVIVED | 5 scenarios passed | 60.0 |',
    ]);
  });

  it('counts the killed and names the others with the rule that was blind', () => {
    expect(describeTrials([killed, survived]).split('\n')).to.deep.equal([
      'faults: 1 of 2 killed, each by a scenario that promises what it breaks',
      'SURVIVED: nothing-wrong should be noticed by "Every reply arrives"; 5 scenarios passed',
    ]);
  });

  it('is written as a list of objects too', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'maimbot-mutants-'));
    try {
      const [json = '', markdown = ''] = writeMutantReports(folder, [killed, survived]);
      expect(JSON.parse(readFileSync(json, 'utf8'))).to.deep.equal([
        {
          fault: 'reply-lost',
          about: 'a reply is lost',
          noticed_by: 'Every reply arrives',
          verdict: 'killed',
          scenario: 'A reply | arrives',
          file: 'features/dialogue.feature:12',
          said: 'expected 0 to equal 1',
          remark: null,
          duration_ms: 2345,
        },
        {
          fault: 'nothing-wrong',
          about: 'nothing goes wrong',
          noticed_by: 'Every reply arrives',
          verdict: 'SURVIVED',
          scenario: null,
          file: null,
          said: null,
          remark: '5 scenarios passed',
          duration_ms: 60000,
        },
      ]);
      expect(readFileSync(markdown, 'utf8')).to.equal(`${mutantTable([killed, survived])}\n`);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
