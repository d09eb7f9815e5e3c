import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { until } from '../basics/wait';
import { forkSandbox, type Forked } from './conformance/forked';

const windows = process.platform === 'win32';

describe('a process of the sandbox', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'maimbot-process-'));
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  const start = (variables: Readonly<Record<string, string>> = {}): Forked =>
    forkSandbox(require.resolve('./configurator-process'), {
      SANDBOX_DATABASE: join(folder, 'MaiBot.db'),
      SANDBOX_SIGNING_KEY: 'a-key-that-must-not-be-seen',
      ...variables,
    });
  const accepts = async (port: number): Promise<boolean> => {
    const socket = connect(port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      return true;
    } catch {
      return false;
    } finally {
      socket.destroy();
    }
  };

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`ends on ${signal} with code 0 and frees its port, though a connection is open`, async function () {
      // Windows has no signals that a process could handle.
      if (windows) this.skip();
      const sandbox = start();
      const port = await sandbox.listening;
      const idle = connect(port, '127.0.0.1');
      idle.on('error', () => undefined);
      await once(idle, 'connect');
      sandbox.child.kill(signal);
      expect(await sandbox.ended).to.deep.equal({ code: 0, signal: null });
      expect(await accepts(port)).to.equal(false);
      idle.destroy();
    });
  }

  it('ends when its parent is gone', async () => {
    const sandbox = start();
    await sandbox.listening;
    sandbox.child.disconnect();
    expect(await sandbox.ended).to.deep.equal({ code: 0, signal: null });
  });

  it('lives on without its parent when it is detached', async () => {
    const sandbox = start({ SANDBOX_DETACHED: '1' });
    const port = await sandbox.listening;
    sandbox.child.disconnect();
    const response = await fetch(`http://127.0.0.1:${port}/health`);
    expect(response.status).to.equal(200);
    expect(sandbox.child.exitCode).to.equal(null);
    await sandbox.stop();
  });

  it('writes a line with time, level and message for each request, and none of the secrets', async () => {
    const sandbox = start();
    const port = await sandbox.listening;
    await fetch(`http://127.0.0.1:${port}/health?token=eyJhbGciOiJub25l.eyJh.x`);
    await until(() => (sandbox.output().includes('/health') ? true : undefined), {
      what: 'the line of the request',
      deadlineMs: 10_000,
      instead: () => sandbox.output(),
    });
    await sandbox.stop();
    const lines = sandbox.output().trim().split('\n');
    expect(lines).to.have.length(2);
    for (const line of lines) expect(line).to.match(/^\d{4}-\d\d-\d\dT[\d:.]+Z info \S/);
    expect(lines[1]).to.match(/ GET \/health 200 \d+ ms$/);
    expect(sandbox.output()).to.not.contain('a-key-that').and.not.contain('eyJ');
  });

  for (const [variables, words] of [
    [{ SANDBOX_COLOUR: 'red' }, 'SANDBOX_COLOUR is unknown'],
    [{ SANDBOX_SIGNING_KEY: '' }, 'SANDBOX_SIGNING_KEY has an impossible value'],
    [{ SANDBOX_FAULTS: 'no-such-fault' }, 'no-such-fault'],
  ] as const) {
    it(`refuses ${JSON.stringify(variables)} in one line and ends with code 2`, async () => {
      const sandbox = start(variables);
      sandbox.listening.catch(() => undefined);
      expect(await sandbox.ended).to.deep.equal({ code: 2, signal: null });
      expect(sandbox.output()).to.contain(words);
      expect(sandbox.output().trim().split('\n')).to.have.length(1);
    });
  }

  it('says why it could not start, and ends with code 1', async () => {
    const first = start();
    const second = start({ SANDBOX_PORT: String(await first.listening) });
    second.listening.catch(() => undefined);
    expect(await second.ended).to.deep.equal({ code: 1, signal: null });
    expect(second.output()).to.contain('EADDRINUSE');
    await first.stop();
  });
});
