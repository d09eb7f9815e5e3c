import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { keepSecret } from '../basics/secrets';
import { type Log, openLog, silentLog } from './log';

const LEVELS = ['debug', 'info', 'warning', 'error'] as const;

function sayAll(log: Log): void {
  for (const level of LEVELS) log[level](`a word of ${level}`);
}

describe('The log', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'log-'));
    file = path.join(folder, 'not-yet', 'run.log');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const lines = (): string[] => readFileSync(file, 'utf8').trimEnd().split('\n');

  for (const [index, level] of LEVELS.entries()) {
    it(`of level ${level} tells what is at least that grave, in order`, () => {
      sayAll(openLog(file, level));
      expect(lines().map((line) => / (a word of \w+)$/.exec(line)?.[1])).to.deep.equal(
        LEVELS.slice(index).map((each) => `a word of ${each}`),
      );
    });
  }

  it('has time, level and message in each line, without colours', () => {
    sayAll(openLog(file, 'debug'));
    const pattern = /^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}\] (\w+) .*: a word of (\w+)$/;
    expect(lines().map((line) => pattern.exec(line)?.slice(1))).to.deep.equal(
      LEVELS.map((level) => [level.toUpperCase(), level]),
    );
  });

  it('goes on in a file that is there, though another log writes to it too', () => {
    const [one, other] = [openLog(file, 'info'), openLog(file, 'info')];
    one.info('first');
    other.info('second');
    one.info('third');
    expect(lines().map((line) => line.split(': ').at(-1))).to.deep.equal(['first', 'second', 'third']);
  });

  it('masks secrets at every level', () => {
    keepSecret('secret-of-the-log');
    const log = openLog(file, 'debug');
    for (const level of LEVELS) log[level](`secret-of-the-log and mb_${'x'.repeat(43)}`);
    for (const line of lines()) expect(line).to.match(/: ‹masked› and ‹masked›$/);
    expect(lines()).to.have.length(4);
  });

  it('that is silent takes every message', () => {
    sayAll(silentLog);
  });
});
