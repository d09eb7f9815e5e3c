import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { loadSettings, SettingsError, type Sources } from './load';
import { SPECIFICATIONS } from './specification';

describe('The settings', () => {
  let root: string;
  beforeEach(() => (root = mkdtempSync(path.join(tmpdir(), 'settings-'))));
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  const load = (sources: Partial<Sources> = {}): ReturnType<typeof loadSettings> =>
    loadSettings({ root, environment: {}, parameters: {}, ...sources });

  const complaintAbout = (sources: Partial<Sources>): string => {
    try {
      load(sources);
    } catch (error) {
      expect(error).to.be.instanceOf(SettingsError);
      return (error as SettingsError).message;
    }
    throw new Error('the settings were accepted');
  };

  it('have a standard that their own schema accepts', () => {
    for (const [name, { schema, standard }] of Object.entries(SPECIFICATIONS)) {
      expect(schema.safeParse(standard).success, name).to.equal(true);
    }
    expect(load()).to.include({
      users: 3,
      agents: 2,
      cleanup: true,
      usernamePrefix: 'testuser',
      logLevel: 'info',
    });
  });

  it('are overridden by .env, then by the environment, then by the parameters', () => {
    writeFileSync(path.join(root, '.env'), 'MAIMBOT_USERS=4\nMAIMBOT_AGENTS=4\nMAIMBOT_SETTLE_MS=4\n');
    const settings = load({
      environment: { MAIMBOT_AGENTS: '5', MAIMBOT_SETTLE_MS: '5', HOME: 'elsewhere' },
      parameters: { settleMs: 6 },
    });
    expect(settings).to.include({ users: 4, agents: 5, settleMs: 6 });
  });

  it('read yes and no from text, and levels in any case', () => {
    expect(load({ environment: { MAIMBOT_CLEANUP: 'no', LOG_LEVEL: 'DEBUG' } })).to.include({
      cleanup: false,
      logLevel: 'debug',
    });
    expect(load({ parameters: { cleanup: false } }).cleanup).to.equal(false);
  });

  const refusals: [string, Partial<Sources>, RegExp][] = [
    [
      'no users',
      { parameters: { users: 0 } },
      /^settings: users = 0 \(from world parameters\) .* whole number from 1 to 200$/,
    ],
    ['half a user', { parameters: { users: 1.5 } }, /users = 1\.5/],
    [
      'a blank number',
      { environment: { MAIMBOT_USERS: '' } },
      /users = "" \(from MAIMBOT_USERS in the environment\)/,
    ],
    ['nothing for a value', { parameters: { users: null } }, /users = null/],
    ['a list for a number', { parameters: { users: [3] } }, /users = \[3\]/],
    ['yes for a number', { parameters: { users: true } }, /users = true/],
    [
      'a share above one',
      { parameters: { leastAnsweredShare: 1.1 } },
      /leastAnsweredShare = 1\.1 .* from 0 to 1$/,
    ],
    ['a port that does not exist', { parameters: { configPort: 65_536 } }, /configPort = 65536/],
    [
      'a level that does not exist',
      { environment: { LOG_LEVEL: 'loud' } },
      /logLevel = "loud" .* DEBUG, INFO, WARNING or ERROR$/,
    ],
    ['a prefix of two characters', { parameters: { usernamePrefix: 'ab' } }, /usernamePrefix = "ab"/],
    [
      'an unknown parameter',
      { parameters: { usrs: 3 } },
      /^settings: "usrs" in the world parameters is not a setting; there are mode, /,
    ],
    [
      'an unknown variable',
      { environment: { MAIMBOT_USRS: '3' } },
      /"MAIMBOT_USRS" in the environment is not a setting/,
    ],
  ];
  for (const [what, sources, complaint] of refusals) {
    it(`refuse ${what} in one line`, () => {
      expect(complaintAbout(sources)).to.match(complaint).and.not.include('\n');
    });
  }

  it('refuse an unknown key in .env, whatever it begins with', () => {
    writeFileSync(path.join(root, '.env'), 'MAINBOT_USERS=5\n');
    expect(complaintAbout({})).to.match(/"MAINBOT_USERS" in \.env is not a setting/);
  });

  it('do not print a password that is refused', () => {
    expect(complaintAbout({ parameters: { password: 'geheim'.slice(0, 5) } })).to.not.include('gehei');
  });

  it('name every mistake at once, a line each', () => {
    expect(complaintAbout({ parameters: { users: 0, agents: 0, usrs: 3 } }).split('\n')).to.have.length(3);
  });
});
