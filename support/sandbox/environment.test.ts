import { expect } from 'chai';
import { EnvironmentError, readEnvironment } from './environment';

describe('the environment of a sandbox process', () => {
  const database = { SANDBOX_DATABASE: 'x.db' };

  it('has defaults for all but the database', () => {
    expect(readEnvironment({ ...database, PATH: '/bin' })).to.deep.equal({
      database: 'x.db',
      host: '127.0.0.1',
      port: 0,
      signingKey: undefined,
      replyDelayMs: 20,
      replyParts: 1,
      streamSaveMs: 0,
      faults: [],
      detached: false,
    });
  });

  it('is read in full', () => {
    const given = {
      ...database,
      SANDBOX_HOST: '::1',
      SANDBOX_PORT: '8095',
      SANDBOX_SIGNING_KEY: 'k',
      SANDBOX_REPLY_DELAY_MS: '0',
      SANDBOX_REPLY_PARTS: '3',
      SANDBOX_FAULTS: 'D01, D02,',
      SANDBOX_DETACHED: '1',
    };
    expect(readEnvironment(given)).to.deep.include({
      host: '::1',
      port: 8095,
      signingKey: 'k',
      replyDelayMs: 0,
      replyParts: 3,
      streamSaveMs: 0,
      faults: ['D01', 'D02'],
      detached: true,
    });
  });

  for (const [variables, name] of [
    [{}, 'SANDBOX_DATABASE is missing'],
    [{ SANDBOX_DATABASE: '' }, 'SANDBOX_DATABASE has an impossible value'],
    [{ ...database, SANDBOX_PORT: '65536' }, 'SANDBOX_PORT has'],
    [{ ...database, SANDBOX_PORT: '1e3' }, 'SANDBOX_PORT has'],
    [{ ...database, SANDBOX_PORT: '-1' }, 'SANDBOX_PORT has'],
    [{ ...database, SANDBOX_REPLY_DELAY_MS: 'soon' }, 'SANDBOX_REPLY_DELAY_MS has'],
    [{ ...database, SANDBOX_REPLY_PARTS: '0' }, 'SANDBOX_REPLY_PARTS has'],
    [{ ...database, SANDBOX_DETACHED: 'yes' }, 'SANDBOX_DETACHED has'],
    [{ ...database, SANDBOX_SIGNING_KEY: '' }, 'SANDBOX_SIGNING_KEY has'],
    [{ ...database, SANDBOX_FAULT: 'D01' }, 'SANDBOX_FAULT is unknown'],
    [{ ...database, SANDBOX_toString: '1' }, 'SANDBOX_toString is unknown'],
  ] as const) {
    it(`is refused in one line: ${name} (${JSON.stringify(variables)})`, () => {
      expect(() => readEnvironment(variables))
        .to.throw(EnvironmentError, name)
        .with.property('message')
        .not.contain('\n');
    });
  }
});
