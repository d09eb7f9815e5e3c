import { expect } from 'chai';
import { type EndedRun, removeTemporaryFolders, runCucumber } from './testing/cucumber-run';

/** Nothing was printed but one line, nothing was started and nothing was written. */
function expectRefusal({ exitCode, stdout, stderr, reports }: EndedRun): string {
  expect(stderr.trim().split('\n')).to.have.lengthOf(1);
  expect(stdout).to.equal('');
  expect(stderr).not.to.match(/\bat .*:\d+:\d+|Error:/);
  expect(exitCode).to.equal(2);
  // A backend would have left its log here.
  expect(reports.names).to.deep.equal([]);
  return stderr;
}

describe('A run whose settings are not accepted', function () {
  this.timeout(60_000);
  after(removeTemporaryFolders);

  it('is refused with the setting, the value and what is accepted', async () => {
    const refusal = expectRefusal(await runCucumber(['--world-parameters', '{"users":0}']));
    expect(refusal).to.contain('users = 0').and.to.contain('a whole number from 1 to 200');
  });

  it('is refused with the names that there are, when a setting does not exist', async () => {
    const refusal = expectRefusal(await runCucumber(['--world-parameters={"usrs":3}']));
    expect(refusal).to.contain('"usrs"').and.to.contain('users, agents, messages');
  });

  it('is refused because of a variable of the environment, which it names', async () => {
    const refusal = expectRefusal(await runCucumber([], { MAIMBOT_MESSAGES: 'many' }));
    expect(refusal).to.contain('"many" (from MAIMBOT_MESSAGES in the environment)');
  });

  it('does not show a password that is refused', async () => {
    const refusal = expectRefusal(await runCucumber(['--parallel', '2'], { MAIMBOT_PASSWORD: 'xyzzy' }));
    expect(refusal).to.contain('password').and.not.to.contain('xyzzy');
  });
});
