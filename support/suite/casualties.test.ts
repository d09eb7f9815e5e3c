import { expect } from 'chai';
import { Casualties } from './casualties';
import { removeTemporaryFolders, temporaryFolder } from './testing/cucumber-run';

describe('Backends that died', () => {
  after(removeTemporaryFolders);

  it('are none while nobody has reported any', () => {
    expect(new Casualties(temporaryFolder()).all()).to.deep.equal([]);
  });

  it('are known to everybody who looks into the folder of the run', () => {
    const folder = temporaryFolder();
    const known = new Casualties(folder);
    new Casualties(folder).report('configurator', 'the configurator ended:\n  最后一行');
    new Casualties(folder).report('reply backend', 'the reply backend ended');
    expect(known.all()).to.have.members(['the configurator ended:\n  最后一行', 'the reply backend ended']);
  });

  it('of another run are not known', () => {
    new Casualties(temporaryFolder()).report('configurator', 'ended');
    expect(new Casualties(temporaryFolder()).all()).to.deep.equal([]);
  });
});
