import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { within } from '../basics/wait';
import { BackendError, BackendProcess, type Launch } from './backend-process';

const LONG = 20_000;
const windows = process.platform === 'win32';

const SAYS_IT_LISTENS = 'process.send({ listening: 4711 });';
const STAYS = 'setInterval(() => undefined, 60_000);';
const IGNORES_SIGTERM = "process.on('SIGTERM', () => undefined);";

async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('A backend process', () => {
  let folder: string;
  const started: BackendProcess[] = [];

  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'backend-'))));
  afterEach(async () => {
    await Promise.all(started.splice(0).map((backend) => backend.stop()));
    rmSync(folder, { recursive: true, force: true });
  });

  const start = (script: string, given: Partial<Launch> = {}): BackendProcess => {
    const backend = BackendProcess.start({
      name: 'configurator',
      command: process.execPath,
      args: ['-e', script],
      cwd: folder,
      env: process.env,
      log: path.join(folder, 'logs', 'backend.log'),
      tells: true,
      ...given,
    });
    started.push(backend);
    return backend;
  };
  const log = (): string => readFileSync(path.join(folder, 'logs', 'backend.log'), 'utf8');

  describe('that comes up', () => {
    it('tells its port, and nothing else that it says is taken for one', async () => {
      const backend = start(
        `process.send('hello'); process.send({ listening: 'soon' }); process.send(null); ${SAYS_IT_LISTENS} ${STAYS}`,
      );
      expect(await backend.listening(LONG)).to.equal(4711);
      expect(backend.pid).to.be.a('number');
      expect(backend.howItEnded).to.equal(undefined);
    });

    it('gets the folder, the environment and the arguments that it was given', async () => {
      const backend = start(
        'console.log(JSON.stringify([process.cwd(), process.env.WORD, process.argv[1]])); console.error("and that")',
        { env: { ...process.env, WORD: '词' } },
      );
      await within(backend.ended, { what: 'the end', deadlineMs: LONG });
      const [line = '', error] = log().split('\n');
      expect((JSON.parse(line) as string[])[0]).to.match(new RegExp(`${path.basename(folder)}$`));
      expect((JSON.parse(line) as string[])[1]).to.equal('词');
      expect(error).to.equal('and that');
    });

    it('adds to its log, and is never stopped by a reader who does not read', async () => {
      for (const word of ['first', 'second']) {
        const backend = start(`console.log('${word} ' + 'x'.repeat(300_000))`);
        expect(await within(backend.ended, { what: 'the end', deadlineMs: LONG })).to.equal(
          'ended with code 0',
        );
      }
      expect(log()).to.match(/^first x{300000}\nsecond x{300000}\n$/);
    });
  });

  describe('that does not come up', () => {
    it('is reported at once with how it ended and the last lines of its log', async () => {
      const backend = start("console.error('first line'); console.error('no such table'); process.exit(3)");
      const failure = await failureOf(backend.listening(LONG));
      expect(failure).to.be.instanceOf(BackendError);
      expect(String(failure)).to.equal(
        `BackendError: the configurator (process ${backend.pid ?? ''}) ended with code 3; the last lines of ${backend.launch.log}:\n  first line\n  no such table`,
      );
    });

    it('is reported when it cannot be started at all', async () => {
      const backend = start('', { command: path.join(folder, 'no-such-program') });
      const failure = await failureOf(backend.listening(LONG));
      expect(failure).to.be.instanceOf(BackendError);
      expect(String(failure)).to.contain('could not be started').and.to.contain('ENOENT');
      await backend.stop();
    });

    it('is given up when it never says that it listens', async () => {
      const backend = start(`console.log('thinking'); ${STAYS}`);
      const failure = await failureOf(backend.listening(300));
      expect(failure).to.be.instanceOf(BackendError);
      expect(String(failure))
        .to.contain(`waited 300 ms for the configurator (process ${backend.pid ?? ''}) to listen, in vain`)
        .and.to.contain('came instead: nothing; the last lines of')
        .and.to.contain('startTimeoutMs can be raised');
    });
  });

  describe('that ends', () => {
    it('tells of an end that nobody asked for, with its last lines', async () => {
      const backend = start(
        `${SAYS_IT_LISTENS} console.error('out of memory'); process.exitCode = 7; process.disconnect()`,
      );
      const told = new Promise<string>((resolve) => {
        backend.onUnexpectedEnd(resolve);
      });
      const message = await within(told, { what: 'word of the end', deadlineMs: LONG });
      expect(message).to.contain('ended with code 7').and.to.contain('  out of memory');
      expect(backend.howItEnded).to.equal('ended with code 7');
    });

    it('tells by which signal it was ended', async function () {
      // Windows has no signals.
      if (windows) this.skip();
      const backend = start(`${SAYS_IT_LISTENS} ${STAYS}`);
      await backend.listening(LONG);
      const told = new Promise<string>((resolve) => {
        backend.onUnexpectedEnd(resolve);
      });
      process.kill(backend.pid ?? 0, 'SIGKILL');
      expect(await within(told, { what: 'word of the end', deadlineMs: LONG })).to.contain(
        'was ended by SIGKILL',
      );
    });

    it('leaves no secret in its log', async () => {
      const key = `mb_${'k'.repeat(43)}`;
      const backend = start(`console.log('认证请求: ${key}'); ${SAYS_IT_LISTENS} ${STAYS}`);
      await backend.listening(LONG);
      expect(log()).to.contain(key);
      await backend.stop();
      expect(log()).to.match(/^认证请求: \*{46}$/m);
    });

    it('does not tell of an end that was asked for', async () => {
      const backend = start(`${SAYS_IT_LISTENS} ${STAYS}`);
      const told: string[] = [];
      backend.onUnexpectedEnd((message) => told.push(message));
      await backend.listening(LONG);
      await backend.stop();
      expect(backend.howItEnded).to.be.a('string');
      await backend.ended;
      await new Promise((resolve) => setImmediate(resolve));
      expect(told).to.deep.equal([]);
    });

    it('can be stopped again, by several at once, and after it has ended by itself', async () => {
      const backend = start(`${SAYS_IT_LISTENS} ${STAYS}`);
      await backend.listening(LONG);
      await Promise.all([backend.stop(), backend.stop()]);
      await backend.stop();
      const other = start('process.exit(0)');
      await other.ended;
      await other.stop();
      expect(other.howItEnded).to.equal('ended with code 0');
    });
  });

  // Children of children belong to the group that a backend leads; Windows has no such groups.
  (windows ? describe.skip : describe)('with a child of its own', () => {
    let doorbell: Server;
    let port: number;
    let lines: Socket[] = [];

    /** A child that rings, ignores SIGTERM and lives until it is killed, or the test hangs up. */
    const withChild = (then: string): string => {
      const child = `require('node:net').connect(${port}, '127.0.0.1').resume().on('error', () => undefined).on('close', () => process.exit()); ${IGNORES_SIGTERM}`;
      return `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(child)}], { stdio: 'ignore' }); ${SAYS_IT_LISTENS} ${then}`;
    };

    beforeEach(async () => {
      doorbell = createServer();
      doorbell.listen(0, '127.0.0.1');
      await once(doorbell, 'listening');
      ({ port } = doorbell.address() as AddressInfo);
    });
    afterEach(() => {
      for (const line of lines) line.destroy();
      lines = [];
      doorbell.close();
    });

    async function startWithChild(
      then: string,
    ): Promise<{ backend: BackendProcess; childEnded: Promise<unknown> }> {
      const rung = once(doorbell, 'connection');
      const backend = start(withChild(then));
      const [socket] = (await within(rung, { what: 'the child to come up', deadlineMs: LONG })) as [Socket];
      socket.on('error', () => undefined);
      socket.resume();
      lines.push(socket);
      return { backend, childEnded: once(socket, 'close') };
    }

    it('is killed with it when both ignore the request to end', async () => {
      const { backend, childEnded } = await startWithChild(`${IGNORES_SIGTERM} ${STAYS}`);
      await backend.listening(LONG);
      await backend.stop();
      expect(backend.howItEnded).to.equal('was ended by SIGKILL');
      await within(childEnded, { what: 'the child to end', deadlineMs: LONG });
    });

    it('takes it along when it ends as asked and the child does not', async () => {
      const { backend, childEnded } = await startWithChild(STAYS);
      await backend.listening(LONG);
      await backend.stop();
      expect(backend.howItEnded).to.equal('was ended by SIGTERM');
      await within(childEnded, { what: 'the child to end', deadlineMs: LONG });
    });

    it('takes it along when it dies by itself', async () => {
      const { backend, childEnded } = await startWithChild(STAYS);
      process.kill(backend.pid ?? 0, 'SIGKILL');
      await within(childEnded, { what: 'the child to end', deadlineMs: LONG });
    });
  });
});
