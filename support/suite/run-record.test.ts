import { expect } from 'chai';
import { STANDARD_SETTINGS } from '../settings/specification';
import { isDryRun, publishDryRun, publishRun, type RunRecord, thisRun } from './run-record';

const VARIABLE = 'MAIMBOT_ACCEPTANCE_RUN';

const RECORD: RunRecord = {
  runId: '20261122_160530_k3x9q2',
  tag: 'k3x9q2',
  startedAt: '2026-11-22T16:05:30.000Z',
  settings: { ...STANDARD_SETTINGS, usernamePrefix: '测试用户' },
  configUrl: 'http://127.0.0.1:1',
  replyUrl: 'ws://127.0.0.1:2/ws',
  database: '/somewhere/MaiBot.db',
  ledger: '/somewhere/ledger.jsonl',
  reports: '/somewhere/reports',
  folder: '/somewhere',
  signingKey: 'a key',
};

describe('The record of a run', () => {
  let before: string | undefined;
  beforeEach(() => {
    before = process.env[VARIABLE];
    Reflect.deleteProperty(process.env, VARIABLE);
  });
  afterEach(() => {
    if (before === undefined) Reflect.deleteProperty(process.env, VARIABLE);
    else process.env[VARIABLE] = before;
  });

  it('is known in full once it was published', () => {
    publishRun(RECORD);
    expect(thisRun()).to.deep.equal(RECORD);
    expect(isDryRun()).to.equal(false);
  });

  it('is missed with a word on what to do', () => {
    expect(() => thisRun()).to.throw('support/suite/plugin.js must be among the plugins');
    expect(isDryRun()).to.equal(false);
  });

  it('is not there in a dry run, which every process knows', () => {
    publishDryRun();
    expect(isDryRun()).to.equal(true);
    expect(() => thisRun()).to.throw();
  });
});
