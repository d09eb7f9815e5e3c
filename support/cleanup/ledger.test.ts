import { execFile } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { LedgerError } from './errors';
import { Ledger } from './ledger';
import type { LedgerHeader } from './ledger-entries';

const HEADER: LedgerHeader = {
  runId: 'r1',
  databasePath: '/data/MaiBot.db',
  mode: 'sandbox',
  urls: { configurator: 'http://localhost:8000', reply: 'ws://localhost:8095/ws' },
  prefix: 'testuser',
  startedAt: '2026-11-22T08:00:00.000Z',
};
const IDS = { tenantId: 'tenant_0000000000000001', userId: 'user_0000000000000001' };
const EARLY = new Date('2026-11-22T08:00:01.000Z');
const LATE = new Date('2026-11-22T08:00:02.000Z');

describe('The ledger', () => {
  let directory: string;
  let ledger: Ledger;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'ledger-test-'));
    ledger = Ledger.create(join(directory, 'runs', 'r1.jsonl'), HEADER);
  });
  afterEach(() => {
    rmSync(directory, { recursive: true, force: true });
  });

  const user = (username: string) => ledger.read().users.find((one) => one.username === username);

  it('begins with the header of the run and can be opened by another process', () => {
    Ledger.open(ledger.path).userIntended('testuser_1');
    expect(ledger.read().header).to.deep.equal(HEADER);
    expect(user('testuser_1')?.state).to.equal('intended');
  });

  it('is never begun over another one', () => {
    expect(() => Ledger.create(ledger.path, HEADER)).to.throw(LedgerError, 'a path of its own');
    expect(ledger.read().header.runId).to.equal('r1');
  });

  it('knows a user as intended, then registered with the ids, then purged', () => {
    ledger.userIntended('testuser_1', EARLY);
    expect(user('testuser_1')).to.deep.include({ state: 'intended', unanswered: 1 });
    ledger.userRegistered({ username: 'testuser_1', ...IDS });
    expect(user('testuser_1')).to.deep.include({ state: 'registered', unanswered: 0, registrations: [IDS] });
    ledger.purged(['testuser_1']);
    expect(user('testuser_1')).to.deep.include({ state: 'purged', registrations: [IDS] });
  });

  it('keeps a user who was refused apart from one whose answer was lost', () => {
    for (const username of ['refused', 'lost']) ledger.userIntended(username);
    ledger.userRefused('refused', 409);
    expect(user('refused')).to.deep.include({ state: 'refused', unanswered: 0 });
    expect(user('lost')).to.deep.include({ state: 'intended', unanswered: 1 });
  });

  it('keeps a registered user registered when the same name is refused a second time', () => {
    ledger.userIntended('twice');
    ledger.userIntended('twice');
    ledger.userRefused('twice', 409);
    ledger.userRegistered({ username: 'twice', ...IDS });
    expect(user('twice')).to.deep.include({ state: 'registered', unanswered: 0 });
  });

  it('counts the answer that is missing among many registrations of one name', () => {
    for (let i = 0; i < 3; i++) ledger.userIntended('raced');
    for (let i = 0; i < 2; i++) ledger.userRefused('raced', 409);
    expect(user('raced')).to.deep.include({ state: 'intended', unanswered: 1 });
  });

  it('remembers when the first and the last unanswered registration were sent', () => {
    ledger.userIntended('testuser_1', EARLY);
    ledger.userIntended('testuser_1', LATE);
    expect(user('testuser_1')?.intended).to.deep.equal({ first: EARLY, last: LATE });
  });

  it('forgets the time of a registration that was answered before the next was sent', () => {
    ledger.userIntended('testuser_1', EARLY);
    ledger.userRefused('testuser_1', 422);
    ledger.userIntended('testuser_1', LATE);
    expect(user('testuser_1')?.intended).to.deep.equal({ first: LATE, last: LATE });
  });

  it('does not take a status other than 4xx for a refusal', () => {
    for (const status of [201, 500, 503]) {
      expect(() => {
        ledger.userRefused('testuser_1', status);
      }).to.throw(LedgerError, 'status');
    }
  });

  it('lists the agents of a user with their template and what became of them', () => {
    ledger.userIntended('testuser_1');
    ledger.userRegistered({ username: 'testuser_1', ...IDS });
    const { tenantId } = IDS;
    const made = ledger.agentIntended({ tenantId, name: 'one', templateId: 'caring_friend' });
    const refused = ledger.agentIntended({ tenantId, name: 'two' });
    ledger.agentIntended({ tenantId, name: 'three' });
    ledger.agentIntended({ tenantId: 'tenant_0000000000000002', name: 'of another' });
    ledger.agentCreated(made, 'agent_0000000000000001');
    ledger.agentRefused(refused, 422);
    expect(user('testuser_1')?.agents.map(({ intent: _intent, ...agent }) => agent)).to.deep.equal([
      {
        tenantId,
        name: 'one',
        templateId: 'caring_friend',
        state: 'created',
        agentId: 'agent_0000000000000001',
      },
      { tenantId, name: 'two', state: 'refused' },
      { tenantId, name: 'three', state: 'intended' },
    ]);
  });

  it('lists templates, with whether they are known to exist', () => {
    ledger.templateIntended('t1');
    ledger.templateIntended('t2');
    ledger.templateCreated('t2');
    expect(ledger.read().templates).to.deep.equal([
      { templateId: 't1', created: false },
      { templateId: 't2', created: true },
    ]);
  });

  it('lists no template that was only ever refused', () => {
    for (const id of ['refused', 'made', 'made', 'unknown', 'unknown']) ledger.templateIntended(id);
    ledger.templateRefused('refused', 409);
    ledger.templateCreated('made');
    ledger.templateRefused('made', 409);
    ledger.templateRefused('unknown', 422);
    expect(ledger.read().templates).to.deep.equal([
      { templateId: 'made', created: true },
      { templateId: 'unknown', created: false },
    ]);
  });

  it('holds any name as it is, line breaks and quotes included', () => {
    const odd = 'a"b\n{"entry":"purged"}\u2028\ud83d\ude00 ';
    ledger.userIntended(odd);
    ledger.userIntended('');
    expect(ledger.read().users.map(({ username }) => username)).to.deep.equal([odd, '']);
    expect(ledger.read().damaged).to.deep.equal([]);
  });

  it('passes over a line that was cut off, says so, and keeps what is written after it', () => {
    ledger.userIntended('before');
    appendFileSync(ledger.path, '\n{"entry":"user-intended","usern');
    ledger.userIntended('after');
    const { users, damaged } = ledger.read();
    expect(users.map(({ username }) => username)).to.deep.equal(['before', 'after']);
    expect(damaged).to.have.length(1);
    expect(damaged[0]).to.deep.equal({ line: 3, reason: 'not JSON: the write was cut off' });
  });

  it('passes over an entry that it does not know, and says which line that is', () => {
    appendFileSync(ledger.path, '\n{"entry":"moved","username":"x"}');
    expect(ledger.read().damaged.map(({ line }) => line)).to.deep.equal([2]);
  });

  it('cannot be written with a password, a token or a key', () => {
    const registered = { username: 'testuser_1', ...IDS, password: 'testpass123', apiKey: 'mb_secret' };
    ledger.userRegistered(registered);
    expect(readFileSync(ledger.path, 'utf8')).not.to.match(/testpass123|mb_secret/);
    appendFileSync(ledger.path, `\n${JSON.stringify({ entry: 'user-registered', ...registered })}`);
    expect(ledger.read().damaged).to.have.length(1);
  });

  it('leaves the password out of an address', () => {
    const urls = { configurator: 'https://me:hush@host:1/a@b', reply: 'ws://host/ws?x=me@home' };
    const other = Ledger.create(join(directory, 'r2.jsonl'), { ...HEADER, urls });
    expect(readFileSync(other.path, 'utf8')).not.to.contain('hush');
    expect(other.read().header.urls).to.deep.equal({
      configurator: 'https://host:1/a@b',
      reply: 'ws://host/ws?x=me@home',
    });
  });

  it('says what is wrong with a file that is no ledger, and with a missing one', () => {
    const path = join(directory, 'other.txt');
    writeFileSync(path, 'hello\n');
    expect(() => Ledger.open(path).read()).to.throw(LedgerError, 'does not begin with the header');
    expect(() => Ledger.open(join(directory, 'missing'))).to.throw(LedgerError, 'there is no ledger at');
  });

  it('loses no line when several processes write at once', async () => {
    const script = `
      const { Ledger } = require(${JSON.stringify(join(__dirname, 'ledger.ts'))});
      const [path, name] = process.argv.slice(1);
      const ledger = Ledger.open(path);
      for (let i = 0; i < 200; i++) ledger.userIntended(name + '_' + i + 'x'.repeat(i));
    `;
    const run = promisify(execFile);
    const arguments_ = ['-r', require.resolve('ts-node/register'), '-e', script, ledger.path];
    await Promise.all(['a', 'b', 'c'].map((name) => run(process.execPath, [...arguments_, name])));
    const { users, damaged } = ledger.read();
    expect(damaged).to.deep.equal([]);
    expect(users).to.have.length(600);
  }).timeout(60_000);
});
