import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';
import { until } from '../basics/wait';
import { StoredRows } from '../database/stored-rows';
import { FakeCheckout } from '../backends/testing/fake-checkout';
import type { IntegrationTestResults } from '../reporting';
import { Background, type StandingPair } from '../run/standing-pair';
import { removeTemporaryFolders, ReportsFolder, temporaryFolder } from '../suite/testing/cucumber-run';
import { leftoversOf } from '../trials/leftovers';
import { ownEnvironment } from '../trials/suite-run';

const PROGRAM = path.join(__dirname, 'maimbot-acceptance.js');
const windows = process.platform === 'win32';

interface Outcome {
  readonly code: number | undefined;
  readonly out: string;
  readonly err: string;
}

describe('The commands', function () {
  this.timeout(120_000);
  let reports: string;
  beforeEach(() => (reports = temporaryFolder()));
  afterEach(async () => {
    await new Background(reports).stop();
  });
  after(removeTemporaryFolders);

  /** Calls a command as a user does who is in another folder. */
  async function call(args: readonly string[], variables: Record<string, string> = {}): Promise<Outcome> {
    const { exitCode, stdout, stderr } = await execa(process.execPath, [PROGRAM, ...args], {
      cwd: tmpdir(),
      env: { ...ownEnvironment(), MAIMBOT_REPORTS: reports, ...variables },
      extendEnv: false,
      reject: false,
      stdin: 'ignore',
    });
    return { code: exitCode, out: stdout, err: stderr };
  }

  function usersIn(database: string): unknown[] {
    const rows = new StoredRows(database);
    try {
      return rows.where('tenant_users', {});
    } finally {
      rows.close();
    }
  }

  describe('for a pair in the background', () => {
    it('start it once, tell how it is, start it again on the same ports and end it', async () => {
      expect(await call(['status'])).to.deep.include({
        code: 1,
        out: 'nothing was started: npm start starts both backends',
      });
      const first = await call(['start', '--json']);
      expect(first.code, first.err).to.equal(0);
      const pair = JSON.parse(first.out) as StandingPair & { started: boolean };
      expect(pair.started).to.equal(true);
      expect(pair.processes.map(({ name }) => name)).to.have.members(['configurator', 'reply backend']);

      const again = await call(['start']);
      expect(again.code).to.equal(0);
      expect(again.out)
        .to.match(/^they run already:/)
        .and.to.contain(pair.serving?.configUrl);
      const status = await call(['status']);
      expect(status.code).to.equal(0);
      expect(status.out)
        .to.contain(`the configurator answers at ${pair.serving?.configUrl ?? ''}`)
        .and.to.contain('the reply backend answers at ws://');

      const restarted = JSON.parse((await call(['restart', '--json'])).out) as StandingPair;
      expect(restarted.serving).to.deep.equal(pair.serving);
      expect(restarted.processes.map(({ pid }) => pid)).to.not.have.members(
        pair.processes.map(({ pid }) => pid),
      );

      const [configurator, replyBackend] = restarted.processes;
      process.kill(replyBackend?.pid ?? Number.NaN, 'SIGKILL');
      await until(async () => ((await call(['status'])).code === 1 ? true : undefined), {
        what: 'the status to tell',
        deadlineMs: 20_000,
      });
      const stopped = await call(['stop']);
      expect(stopped).to.deep.include({
        code: 0,
        out: `the configurator (process ${configurator?.pid ?? ''}) has ended`,
      });
      expect((await call(['stop'])).out).to.equal('nothing that was started here runs');
      expect(await leftoversOf(reports)).to.deep.equal([]);
      expect(readFileSync(path.join(reports, 'logs', 'startup.log'), 'utf8')).to.contain(
        'in the background: the configurator is process',
      );
    });

    it('let foreign processes alone, also one that has the number of an old one of ours', async () => {
      const stranger = execa(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], {
        reject: false,
      });
      const processes = [{ pid: stranger.pid, began: 'at another time', name: 'configurator', group: false }];
      const state = {
        mode: 'sandbox',
        startedAt: new Date().toISOString(),
        starter: { pid: 1, began: 'never' },
        logs: reports,
        processes,
        serving: null,
      };
      writeFileSync(path.join(reports, 'backends.json'), JSON.stringify(state));
      expect((await call(['stop'])).out).to.equal('nothing that was started here runs');
      expect(stranger.exitCode).to.equal(null);
      stranger.kill();
      await stranger;
    });

    it('say why it cannot be started', async () => {
      const attached = {
        MAIMBOT_MODE: 'attached',
        MAIMBOT_CONFIG_URL: 'http://127.0.0.1:1',
        MAIMBOT_REPLY_URL: 'ws://127.0.0.1:1/ws',
        MAIMBOT_DATABASE: 'x.db',
      };
      expect(await call(['start'], attached)).to.deep.include({ code: 2, out: '' });
      const nowhere = await call(['start'], { MAIMBOT_MODE: 'maimbot', MAIMBOT_HOME: reports });
      expect(nowhere.code).to.equal(2);
      expect(nowhere.err)
        .to.match(/is no checkout of MaiMBot: it lacks bot\.py/)
        .and.not.match(/\n\s+at /);
    });
  });

  describe('acceptance', () => {
    it('runs the journey on a pair of its own, and prints what came of it', async () => {
      const { code, out, err } = await call([
        'acceptance',
        '--users',
        '2',
        '--agents',
        '1',
        '--messages',
        '2',
      ]);
      expect(code, err).to.equal(0);
      for (const line of [
        /^users +2 of 2$/m,
        /^agents +2 of 2$/m,
        /^conversations +2 of 2$/m,
        /^messages +4 sent, 4 answered \(100\.0 %\)/m,
        /rows of \d+ tables removed, nothing is left$/m,
        /^SUCCESS: everything held$/m,
      ])
        expect(out).to.match(line);
      expect(err)
        .to.contain('registered 2 of 2 users, created 2 of 2 agents')
        .and.to.contain('4 of 4 messages');
      expect(await leftoversOf(reports)).to.deep.equal([]);
    });

    it('runs on the pair in the background, whose memory brings rows back, and looks twice', async () => {
      await call(['start'], { SANDBOX_STREAM_SAVE_MS: '700' });
      const { database = '' } = new Background(reports).pair?.serving ?? {};
      const { code, out, err } = await call([
        'acceptance',
        '--users',
        '1',
        '--agents',
        '1',
        '--messages',
        '1',
      ]);
      expect(code, out + err).to.equal(0);
      expect(err).to.contain('on the backends that `npm start` began: http://127.0.0.1:');
      expect(out).to.match(
        /^second look +[1-9]\d* rows had come back; .*npm run purge -- --run (\S+) looks again$/m,
      );
      const [, run = ''] = /--run (\S+) looks again/.exec(out) ?? [];
      expect(usersIn(database)).to.deep.equal([]);
      await call(['stop']);
      // What its memory has brought back since is removed by the purge of the run, and then the run is over.
      const purged = await call(['purge', '--run', run]);
      expect(purged.code, purged.err).to.equal(0);
      expect(purged.out).to.contain('nothing is left');
      expect(new ReportsFolder(reports).runs).to.deep.equal([]);
    });

    it('leaves what it made where it is told to, and says how to remove it', async () => {
      const { code, out } = await call([
        'acceptance',
        '--users',
        '1',
        '--agents',
        '1',
        '--messages',
        '1',
        '--no-cleanup',
        '--json',
      ]);
      expect(code).to.equal(0);
      expect((JSON.parse(out) as IntegrationTestResults).cleanup).to.equal(null);
      const [run = ''] = new ReportsFolder(reports).runs;
      const doctor = await call(['doctor']);
      expect(doctor.code).to.equal(1);
      expect(doctor.out).to.contain(
        `WRONG  earlier run: ${run} left what it made, as asked: npm run purge -- --run ${run}`,
      );
      expect((await call(['purge', '--run', run])).code).to.equal(0);
      expect((await call(['doctor'])).code).to.equal(0);
    });

    it('runs features by their tags with the same settings', async () => {
      await call(['start']);
      const { code, out } = await call(['acceptance', '--tags', '@service or (@sign-in and @sandbox)']);
      expect(out)
        .to.contain('ran on: backends that ran already')
        .and.to.match(/left out: \d+ scenarios that need the sandbox/);
      expect(code).to.equal(0);
    });

    it('refuses another machine, and backends without their database', async () => {
      const remote = await call([
        'acceptance',
        '--config-url',
        'http://192.0.2.1:8000',
        '--reply-url',
        'ws://192.0.2.1:8095/ws',
        '--database',
        'x.db',
      ]);
      expect(remote.code).to.equal(2);
      expect(remote.err)
        .to.match(/configUrl \(MAIMBOT_CONFIG_URL\) = http:\/\/192\.0\.2\.1:8000 is another machine/)
        .and.to.contain('MAIMBOT_ALLOW_REMOTE');
      const without = await call([
        'acceptance',
        '--config-url',
        'http://127.0.0.1:1',
        '--reply-url',
        'ws://127.0.0.1:1/ws',
      ]);
      expect(without.code).to.equal(2);
      expect(without.err).to.match(/the mode attached needs database \(MAIMBOT_DATABASE\)/);
    });
  });

  (windows ? describe.skip : describe)('on a checkout of MaiMBot', () => {
    let checkout: FakeCheckout;
    beforeEach(async () => (checkout = await FakeCheckout.make()));
    afterEach(() => {
      checkout.remove();
    });
    const settings = (): Record<string, string> => ({
      MAIMBOT_MODE: 'maimbot',
      MAIMBOT_HOME: checkout.home,
      MAIMBOT_CONFIG_PORT: String(checkout.configPort),
    });

    it('examine it, start it and run the journey on it', async () => {
      const doctor = await call(['doctor'], settings());
      expect(doctor.out)
        .to.contain("the Python of the checkout's .venv, has the packages")
        .and.to.contain('all is well');
      const { code, out, err } = await call(['acceptance', '--users', '1', '--agents', '1'], settings());
      expect(code, out + err).to.equal(0);
      expect(err).to.contain(`is run with ${checkout.python}`);
      expect(usersIn(checkout.database)).to.deep.equal([]);
      expect(await leftoversOf(reports)).to.deep.equal([]);
    });

    it('say everything that is missing at once, a line each', async () => {
      checkout.without('privacy.confirmed');
      checkout.write('.env', 'HOST=127.0.0.1\n');
      const { code, err } = await call(['start'], settings());
      expect(code).to.equal(2);
      expect(err.split('\n')).to.have.length(3);
      expect(err).to.contain('PRIVACY.md has not been agreed to').and.to.contain('.env names no PORT');
    });
  });

  for (const command of ['start', 'status', 'stop', 'restart', 'acceptance', 'purge', 'doctor']) {
    it(`tell how to call ${command}, with examples and exit codes`, async () => {
      const { code, out } = await call([command, '--help']);
      expect(code).to.equal(0);
      expect(out)
        .to.match(/^Usage: maimbot-acceptance /)
        .and.to.contain('Examples:')
        .and.to.contain('Exit codes: 0 ');
    });
  }
});
