import path from 'node:path';
import { expect } from 'chai';
import { until } from '../basics/wait';
import { FakeCheckout } from '../backends/testing/fake-checkout';
import type { IntegrationTestResults } from '../reporting';
import { Background } from '../run/standing-pair';
import { soundSeams } from '../sandbox/seams';
import { openStore } from '../sandbox/store';
import {
  nothingRuns,
  removeTemporaryFolders,
  ReportsFolder,
  temporaryFolder,
} from '../suite/testing/cucumber-run';
import {
  backendLogs,
  beginCommand,
  callCommand,
  messagesIn,
  type Outcome,
  usersIn,
  type Variables,
} from './testing/call';

/** A database as MaiMBot makes it at its first start. */
async function emptyDatabase(folder: string): Promise<string> {
  const file = path.join(folder, 'MaiBot.db');
  (await openStore(file, soundSeams)).close();
  return file;
}

const windows = process.platform === 'win32';

describe('The commands', function () {
  this.timeout(120_000);
  let reports: string;
  beforeEach(() => (reports = temporaryFolder()));
  afterEach(async () => {
    await new Background(reports).stop();
  });
  after(removeTemporaryFolders);

  async function call(args: readonly string[], variables: Variables = {}): Promise<Outcome> {
    return callCommand(args, { MAIMBOT_REPORTS: reports, ...variables });
  }

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
        .and.to.contain('4 of 4 messages')
        .and.not.contain('\u001b');
      await nothingRuns(reports);
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
      expect(err).to.contain('on the sandbox that `npm start` began: http://127.0.0.1:');
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

    (windows ? it.skip : it)(
      'says nothing more to backends that run on, once it is interrupted',
      async () => {
        await call(['start']);
        const { database = '' } = new Background(reports).pair?.serving ?? {};
        const size = ['--users', '10', '--agents', '2', '--messages', '100'];
        const { pid, ended } = beginCommand(['acceptance', ...size], { MAIMBOT_REPORTS: reports });
        await until(() => (messagesIn(database) > 0 ? true : undefined), {
          what: 'the first message to be stored',
          deadlineMs: 30_000,
        });
        process.kill(pid, 'SIGINT');
        const { code, out } = await ended;
        expect(code).to.equal(130);
        expect(out)
          .to.match(/^connections +\d+ of 20$/m)
          .and.to.match(/rows of \d+ tables removed, nothing is left$/m)
          .and.to.match(/\nFAILED:\n {2}the journey was interrupted$/);
        const [, sent = ''] = /^messages +(\d+) sent/m.exec(out) ?? [];
        expect(Number(sent), 'messages that were sent, of 2000').to.be.within(1, 1_999);
        expect([usersIn(database), messagesIn(database)]).to.deep.equal([[], 0]);
        expect((await call(['status'])).code).to.equal(0);
      },
    );

    (windows ? it.skip : it)(
      'ends features in order at one Ctrl-C, which reaches cucumber-js as well',
      async () => {
        const { pid, ended } = beginCommand(
          ['acceptance', '--tags', '@registration or @agents or @bad-input'],
          {
            MAIMBOT_REPORTS: reports,
          },
        );
        await until(() => (new ReportsFolder(reports).passed > 0 ? true : undefined), {
          what: 'the first scenario to pass',
          deadlineMs: 30_000,
        });
        process.kill(-pid, 'SIGINT');
        const { code, out, err } = await ended;
        expect(err).to.contain('interrupted by SIGINT').and.not.contain('left at once');
        expect(out).to.contain('INTERRUPTED').and.to.contain('nothing is left');
        expect(code).to.equal(130);
      },
    );

    it('tells at once that nobody is there to attach to, and what to do', async () => {
      const { code, err } = await call([
        'acceptance',
        '--config-url',
        'http://127.0.0.1:1',
        '--reply-url',
        'ws://127.0.0.1:1/ws',
        '--database',
        await emptyDatabase(reports),
      ]);
      expect(code).to.equal(2);
      expect(err)
        .to.match(
          /there are no backends to attach to:\n {2}waited \d+ ms for the configurator .*ECONNREFUSED/,
        )
        .and.to.contain('start them, or correct their addresses')
        .and.not.match(/\n\s+at /);
    });

    it('prints no JSON of features', async () => {
      const { code, out, err } = await call(['acceptance', '--tags', '@service', '--json']);
      expect([code, out]).to.deep.equal([2, '']);
      expect(err).to.contain('--json goes with the journey, not with --tags');
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
      expect(backendLogs(reports)).to.contain('认证请求: api_key=***').and.not.contain('mb_k');
      expect(usersIn(checkout.database)).to.deep.equal([]);
      await nothingRuns(reports);
    });

    it('measure it by what may be expected of a real MaiMBot, also where `npm start` began it', async () => {
      expect((await call(['start'], settings())).code).to.equal(0);
      const { code, out, err } = await call(['acceptance', '--users', '1', '--agents', '1', '--json']);
      expect(code, err).to.equal(0);
      expect(err).to.contain('on the MaiMBot that `npm start` began');
      expect((JSON.parse(out) as IntegrationTestResults).websocket_tests?.thresholds).to.deep.equal({
        least_answered_share: 0.75,
        p95_limit_seconds: 15,
      });
      expect(usersIn(checkout.database)).to.deep.equal([]);
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
