import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { DEFECTS } from '../basics/defects';
import { FAULTS } from '../sandbox/faults';
import { STAGES } from '../suite/stages';
import { type SettingName, SPECIFICATIONS, standardOf } from '../settings/specification';

const ROOT = path.join(__dirname, '..', '..');
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

/** The cells of the table row whose first cell is this text. */
function rowOf(text: string, first: string): string[] {
  const row = text.split('\n').find((line) => line.replace(/\s+/g, ' ').startsWith(`| ${first} |`));
  return row === undefined
    ? []
    : row
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim());
}

describe('The README', () => {
  for (const file of ['README.md', 'README.zh-CN.md']) {
    it(`begins with the two commands (${file})`, () => {
      const commands = read(file)
        .split('\n')
        .filter((line) => line.startsWith('npm ci && '));
      expect(commands.map((line) => line.split('#')[0]?.trim())).to.deep.equal([
        'npm ci && npx cucumber-js',
        'npm ci && npm test',
      ]);
      expect(read(file).split('\n').slice(0, 6).join('\n'))
        .to.include('npm ci && npx cucumber-js')
        .and.include('npm ci && npm test');
    });

    it(`lists every setting with its variable and its standard (${file})`, () => {
      const text = read(file);
      for (const name of Object.keys(SPECIFICATIONS) as SettingName[]) {
        const { variable, standard } = SPECIFICATIONS[name];
        const [, listedVariable, listedStandard] = rowOf(text, `\`${name}\``);
        expect(listedVariable, name).to.equal(`\`${variable}\``);
        const real = standardOf(name, 'attached');
        const elsewhere = String(real) === String(standard) ? '' : ` (\`${String(real)}\`)`;
        const shown = typeof standard === 'boolean' ? (standard ? 'yes' : 'no') : `\`${String(standard)}\``;
        expect(listedStandard, name).to.be.oneOf(
          String(standard) === '' ? ['(empty)', '（空）'] : [`${shown}${elsewhere}`],
        );
      }
    });
  }

  it('says of every setting what it accepts and what it is for', () => {
    for (const [name, { accepts, purpose }] of Object.entries(SPECIFICATIONS)) {
      expect(rowOf(read('README.md'), `\`${name}\``).slice(3), name).to.deep.equal([
        accepts,
        purpose.replaceAll('_', '_'),
      ]);
    }
  });

  it('names every feature and every command of package.json that it speaks of', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const spoken = [...read('README.md').matchAll(/npm run ([\w-]+)/g)].map(([, script]) => script);
    expect(Object.keys(scripts)).to.include.members(spoken);
  });

  it('tells what every known defect is', () => {
    for (const [id, about] of Object.entries(DEFECTS)) {
      expect(rowOf(read('README.md'), id), id).to.deep.equal([id, about]);
      expect(rowOf(read('README.zh-CN.md'), id), id).to.have.length(2);
    }
  });

  it('promises no more faults than there are, and names only such as there are', () => {
    const faults = Object.keys(FAULTS);
    for (const [file, pattern] of [
      ['README.md', /more than (\d+) named ways/],
      ['README.zh-CN.md', /(\d+) 多种/],
    ] as const) {
      expect(Number(pattern.exec(read(file))?.[1]), file).to.be.within(60, faults.length - 1);
      const named = [...read(file).matchAll(/SANDBOX_FAULTS=([\w,-]+)|--only ([\w-]+)/g)].flatMap(
        ([, ids = '', id = '']) => [...ids.split(','), id].filter((one) => one !== ''),
      );
      expect(faults, file).to.include.members(named);
      expect(named, file).to.not.have.length(0);
    }
  });

  it('names every part of the suite by its tag', () => {
    for (const file of ['README.md', 'README.zh-CN.md'])
      for (const stage of STAGES) expect(read(file), file).to.include(`\`${stage}\``);
  });

  it('links to files and folders that are there', () => {
    for (const file of ['README.md', 'README.zh-CN.md'])
      for (const [, target = ''] of read(file).matchAll(/\]\(([^)#]+)\)/g))
        expect(existsSync(path.join(ROOT, target)), `${file}: ${target}`).to.equal(true);
  });

  it('says in both languages the same commands', () => {
    const commands = (file: string): string[] =>
      [...read(file).matchAll(/^(?:npm|npx) [^#\n]+|`(?:npm|npx) [^`]+`/gm)].map(([command]) =>
        command.trim(),
      );
    expect(commands('README.zh-CN.md')).to.deep.equal(commands('README.md'));
  });
});
