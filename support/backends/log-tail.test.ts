import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { lastLines } from './log-tail';

describe('The last lines of a log', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'log-tail-'));
    file = path.join(folder, 'backend.log');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('are the last fifteen, indented', () => {
    const lines = Array.from({ length: 20 }, (_, index) => `line ${index + 1}`);
    writeFileSync(file, `${lines.join('\r\n')}\n\n`);
    expect(lastLines(file).split('\n')).to.deep.equal(lines.slice(5).map((line) => `  ${line}`));
  });

  it('are all of a short log', () => {
    writeFileSync(file, 'only one');
    expect(lastLines(file)).to.equal('  only one');
  });

  it('are found at the end of a log of many megabytes', () => {
    writeFileSync(file, `${'x'.repeat(3_000_000)}\nlast\nwords\n`);
    expect(lastLines(file)).to.equal('  last\n  words');
  });

  it('are those of the process that writes now, not of one before it', () => {
    const earlier = 'words of an earlier process\n';
    writeFileSync(file, earlier);
    expect(lastLines(file, earlier.length)).to.equal('  (the log is empty)');
    writeFileSync(file, `${earlier}new words\n`);
    expect(lastLines(file, earlier.length)).to.equal('  new words');
  });

  it('say that the log is missing, or empty', () => {
    expect(lastLines(file)).to.match(/^ {2}\(the log cannot be read: ENOENT/);
    for (const nothing of ['', '\n \n']) {
      writeFileSync(file, nothing);
      expect(lastLines(file)).to.equal('  (the log is empty)');
    }
  });

  it('hold no secret', () => {
    writeFileSync(file, `POST {"password":"geheim-4711"}\nkey mb_${'x'.repeat(43)}\n`);
    expect(lastLines(file)).to.equal('  POST {"password":"‹masked›"}\n  key ‹masked›');
  });

  it('hold no part of a secret that the cut goes through', () => {
    // The tail begins in the middle of the token.
    const token = `eyJhbGciOiJub25l.${'p'.repeat(9_000)}.signature-of-the-token`;
    writeFileSync(file, `${token}\nlast words\n`);
    expect(lastLines(file))
      .to.match(/last words$/)
      .and.not.contain('signature-of-the-token');
  });
});
