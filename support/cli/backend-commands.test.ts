import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';
import { until } from '../basics/wait';
import { FakeCheckout } from '../backends/testing/fake-checkout';
import { isAlive } from '../processes';
import { RunFolder, WATCHDOG } from '../run/run-folder';
import { Background, type StandingPair } from '../run/standing-pair';
import {
  nothingRuns,
  removeTemporaryFolders,
  runCucumber,
  startCucumber,
  temporaryFolder,
} from '../suite/testing/cucumber-run';
import { leftoversOf } from '../trials/leftovers';
import {
  callCommand,
  type Outcome,
  backendLogs,
  beginCommand,
  type StartedCommand,
  usersIn,
  type Variables,
} from './testing/call';

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
      await nothingRuns(reports);
      expect(readFileSync(path.join(reports, 'logs', 'startup.log'), 'utf8')).to.contain(
        'in the background: the configurator is process',
      );
    });

    it('start one pair, also when two are asked for at once', async () => {
      const outcomes = await Promise.all([call(['start', '--json']), call(['start', '--json'])]);
      expect(outcomes.map(({ code }) => code)).to.deep.equal([0, 0]);
      const pairs = outcomes.map(({ out }) => JSON.parse(out) as StandingPair & { started: boolean });
      expect(pairs.map(({ started }) => started)).to.have.members([true, false]);
      expect(pairs[0]?.processes).to.deep.equal(pairs[1]?.processes);
    });

    it('say that it is not whole when one of them has died', async () => {
      const { processes } = JSON.parse((await call(['start', '--json'])).out) as StandingPair;
      const [configurator] = processes;
      if (!configurator) expect.fail('there is no configurator');
      process.kill(configurator.pid, 'SIGKILL');
      await until(() => (isAlive(configurator) ? undefined : true), {
        what: 'the configurator to be gone',
        deadlineMs: 10_000,
      });
      const complaint = `the configurator (process ${configurator.pid}) of the pair that npm start began has ended: npm run restart starts both again`;
      expect(await call(['start'])).to.deep.equal({ code: 1, out: '', err: complaint });
      expect((await call(['status'])).out).to.contain(complaint);
      expect((await call(['restart'])).code).to.equal(0);
      expect((await call(['status'])).code).to.equal(0);
    });

    it('say that it has ended when both have died, and start it again where it was', async () => {
      const before = JSON.parse((await call(['start', '--json'])).out) as StandingPair;
      for (const { pid } of before.processes) process.kill(pid, 'SIGKILL');
      await until(() => (before.processes.some(isAlive) ? undefined : true), {
        what: 'both to be gone',
        deadlineMs: 10_000,
      });
      const { code, out } = await call(['status']);
      expect(code).to.equal(1);
      expect(out).to.match(/^both backends that npm start began have ended, although nobody stopped them/);
      const again = JSON.parse((await call(['restart', '--json'])).out) as StandingPair;
      expect(again.serving).to.deep.equal(before.serving);
    });

    it('do not take it for what it is not', async () => {
      expect((await call(['start'])).code).to.equal(0);
      const other = await call(['start'], { MAIMBOT_MODE: 'maimbot', MAIMBOT_HOME: reports });
      expect(other.code).to.equal(2);
      expect(other.err).to.equal(
        'the pair that npm start began runs already, but the mode is sandbox and not maimbot: npm stop first',
      );
      const port = await call(['start'], { MAIMBOT_CONFIG_PORT: '1' });
      expect(port.code).to.equal(2);
      expect(port.err).to.match(/but the configurator's port is \d+ and not 1: npm stop first$/);
    });

    it('end it whatever is wrong with other settings', async () => {
      expect((await call(['start'])).code).to.equal(0);
      const stopped = await call(['stop'], { MAIMBOT_USRS: '3' });
      expect(stopped.code).to.equal(0);
      expect(stopped.out.split('\n')).to.have.length(2);
      expect(stopped.err).to.contain('MAIMBOT_USRS').and.to.contain('not needed here, and passed over');
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
      const file = path.join(reports, 'a-file');
      writeFileSync(file, '');
      const unwritable = await call(['start'], { MAIMBOT_REPORTS: path.join(file, 'reports') });
      expect(unwritable.code).to.equal(1);
      expect(unwritable.err)
        .to.match(/^E[A-Z]+: .*a-file/)
        .and.not.match(/\n\s+at /);
    });
  });

  (windows ? describe.skip : describe)('for a MaiMBot in the background', () => {
    let checkout: FakeCheckout;
    beforeEach(async () => (checkout = await FakeCheckout.make()));
    afterEach(() => {
      checkout.remove();
    });
    const settings = (): Variables => ({
      MAIMBOT_MODE: 'maimbot',
      MAIMBOT_HOME: checkout.home,
      MAIMBOT_CONFIG_PORT: String(checkout.configPort),
    });

    /** A start that never comes to its end, since one of the backends says nothing; resolves when both are there. */
    async function startForEver(): Promise<StartedCommand> {
      checkout.act({ reply: 'silence' });
      const command = beginCommand(['start'], { MAIMBOT_REPORTS: reports, ...settings() });
      // Both are started one after the other where there is no database yet.
      await until(() => (new Background(reports).pair?.processes.length === 2 ? true : undefined), {
        what: 'both processes to be there',
        deadlineMs: 30_000,
      });
      return command;
    }

    it('end what a start left that was killed', async () => {
      const { pid, ended } = await startForEver();
      process.kill(pid, 'SIGKILL');
      await ended;
      const again = await call(['start'], settings());
      expect(again.code).to.equal(1);
      expect(again.err).to.match(
        /^an earlier start was cut off and left the configurator \(process \d+\) and the reply backend \(process \d+\) behind: npm stop ends that$/,
      );
      expect((await call(['stop'])).out.split('\n')).to.have.length(2);
      expect(backendLogs(reports)).to.contain('认证请求: api_key=***').and.not.contain('mb_k');
      await nothingRuns(reports);
    });

    it('leave nothing of a start that is interrupted', async () => {
      const { pid, ended } = await startForEver();
      process.kill(pid, 'SIGINT');
      expect((await ended).code).to.equal(130);
      expect(new Background(reports).pair).to.equal(undefined);
      await nothingRuns(reports);
    });

    it('are what a run is told of that finds its port held by it', async () => {
      expect((await call(['start'], settings())).code).to.equal(0);
      const run = await runCucumber(['--tags', '@service'], { MAIMBOT_REPORTS: reports, ...settings() });
      expect(run.exitCode).to.equal(2);
      expect(run.stderr).to.contain(
        `${checkout.configPort} is held by the pair that npm start began: npm stop ends it`,
      );
    });

    describe('that a run left, since it was killed together with its watchdog', () => {
      let folder: RunFolder;
      beforeEach(async () => {
        const run = await startCucumber(['--tags', '@registration or @agents'], { reports, ...settings() });
        const [first] = RunFolder.all(reports);
        folder = first ?? expect.fail('the run has no folder');
        const watchdog = folder.processes.find(({ name }) => name === WATCHDOG);
        process.kill(watchdog?.pid ?? Number.NaN, 'SIGKILL');
        process.kill(run.pid, 'SIGKILL');
        await run.ended;
        await until(() => (folder.isBusy ? undefined : true), {
          what: 'run and watchdog to be gone',
          deadlineMs: 10_000,
        });
      });

      it('say what it left running, and end that', async () => {
        const doctor = await call(['doctor']);
        expect(doctor.code).to.equal(1);
        expect(doctor.out).to.match(
          /^WRONG {2}earlier run: \S+ did not finish, and left the configurator \(process \d+\) and the reply backend \(process \d+\) running: npm stop ends that; the next run removes what it made, or npm run purge -- --run \S+$/m,
        );
        const { code, out } = await call(['stop']);
        expect(code).to.equal(0);
        expect(out).to.contain('the configurator (process ').and.to.contain('the reply backend (process ');
        await nothingRuns(reports);
        expect(usersIn(checkout.database)).to.have.length.greaterThan(0);
        expect(backendLogs(reports)).to.contain('认证请求: api_key=***').and.not.contain('mb_k');
      });

      it('end what it left running before they remove what it made', async () => {
        const dry = await call(['purge', '--run', folder.id, '--dry-run']);
        expect(dry.code, dry.err).to.equal(0);
        expect(await leftoversOf(reports)).to.not.deep.equal([]);
        const { code, err } = await call(['purge', '--run', folder.id]);
        expect(code, err).to.equal(0);
        expect(err).to.contain('which the run had left, has ended');
        await nothingRuns(reports);
        expect(usersIn(checkout.database)).to.deep.equal([]);
        expect(folder.exists).to.equal(false);
      });
    });
  });
});
