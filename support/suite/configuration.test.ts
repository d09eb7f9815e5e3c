import { loadConfiguration } from '@cucumber/cucumber/api';
import { expect } from 'chai';
import { SettingsError } from '../settings/load';
import { checkProfile, ROOT } from './configuration';

describe('A profile of cucumber.js', () => {
  it('may have every option that cucumber-js itself knows', async () => {
    const { useConfiguration } = await loadConfiguration({ file: false }, { cwd: ROOT });
    expect(Object.keys(useConfiguration)).to.include('worldParameters');
    expect(checkProfile({ ...useConfiguration })).to.deep.equal(useConfiguration);
  });

  it('is refused with an option that cucumber-js would ignore in silence', () => {
    expect(() => checkProfile({ parallel: 2, retries: 1, paralel: 4 }))
      .to.throw(SettingsError)
      .with.property('message')
      .that.matches(
        /^cucumber\.js: "retries", "paralel" is not an option of cucumber-js; there are .*\bparallel\b.*retry,/,
      )
      .and.not.contains('\n');
  });

  it('of this project loads the features and steps, and nothing of the tests of the suite', async () => {
    const { runConfiguration, useConfiguration } = await loadConfiguration(
      { file: 'cucumber.js' },
      { cwd: ROOT },
    );
    expect(useConfiguration.plugin).to.deep.equal(['./support/suite/plugin.js']);
    expect(useConfiguration.paths).to.deep.equal([]);
    expect(runConfiguration.support)
      .to.have.property('requirePaths')
      .that.includes('step-definitions/**/*.ts');
    expect(JSON.stringify(useConfiguration)).not.to.contain('testing');
  });
});
