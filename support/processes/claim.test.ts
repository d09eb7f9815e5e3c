import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { claim, claimant, forgetDeadClaim, unclaim } from './claim';
import { identify } from './identity';

describe('A claim on a file', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'claim-'));
    file = path.join(folder, 'claim');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('is made once, can be made again by whoever has it, and is given back', () => {
    expect(claim(file)).to.equal(true);
    expect(claim(file)).to.equal(true);
    expect(claimant(file)).to.deep.equal(identify(process.pid));
    expect(readdirSync(folder)).to.deep.equal(['claim']);
    unclaim(file);
    expect(readdirSync(folder)).to.deep.equal([]);
  });

  it('keeps others out while its process runs, and no longer', async () => {
    const other = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)']);
    await once(other, 'spawn');
    writeFileSync(file, JSON.stringify(identify(other.pid ?? 0)));
    expect(claim(file)).to.equal(false);
    unclaim(file);
    forgetDeadClaim(file);
    expect(claimant(file)).to.have.property('pid', other.pid);
    other.kill('SIGKILL');
    await once(other, 'exit');
    expect(claimant(file)).to.equal(undefined);
    expect(claim(file)).to.equal(true);
  });

  for (const [what, text] of [
    [
      'of a process that only has the number of ours',
      JSON.stringify({ pid: process.pid, began: 'at another time' }),
    ],
    ['that was cut off', '{"pid":'],
    ['that is empty', ''],
  ] as const) {
    it(`${what} counts for nothing`, () => {
      writeFileSync(file, text);
      expect(claimant(file)).to.equal(undefined);
      expect(claim(file)).to.equal(true);
      expect(JSON.parse(readFileSync(file, 'utf8'))).to.deep.equal(identify(process.pid));
      expect(readdirSync(folder)).to.deep.equal(['claim']);
    });
  }

  it('that nobody can make, since there is no folder, is an error', () => {
    expect(() => claim(path.join(folder, 'nowhere', 'claim'))).to.throw('ENOENT');
  });
});
