import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { until } from '../basics/wait';
import { answers, type EndableProcess, isAlive } from '../processes';
import { type BackendPair, BackendError, HOST, startMaimbot } from '.';
import { diagnoseMaimbot } from './maimbot-troubles';
import { FAILING_STARTS } from './testing/failing-starts';
import { FakeCheckout } from './testing/fake-checkout';

// Longer than any test may take: whatever is told before, is not told because a time was over.
const NEVER_MS = 300_000;

const windows = process.platform === 'win32';

// The fake Python is a script with a first line that names its interpreter, which Windows does not read.
(windows ? describe.skip : describe)('A checkout of MaiMBot', function () {
  this.timeout(60_000);
  let checkout: FakeCheckout;
  let logs: string;
  const started: EndableProcess[] = [];
  beforeEach(async () => {
    checkout = await FakeCheckout.make();
    logs = mkdtempSync(path.join(tmpdir(), 'logs-'));
    started.length = 0;
  });
  afterEach(() => {
    checkout.remove();
    rmSync(logs, { recursive: true, force: true });
  });

  const start = (startTimeoutMs = NEVER_MS): Promise<BackendPair> =>
    startMaimbot({
      home: checkout.home,
      python: checkout.python,
      configPort: checkout.configPort,
      replyPort: checkout.replyPort,
      database: checkout.database,
      logs,
      startTimeoutMs,
      onStarted: (one) => started.push(one),
    });

  async function nothingRuns(): Promise<void> {
    await until(() => (started.some(isAlive) ? undefined : true), {
      what: 'every process to be gone',
      deadlineMs: 10_000,
    });
    for (const port of [checkout.configPort, checkout.replyPort]) {
      expect(await answers(port, HOST), `port ${port}`).to.equal(false);
    }
  }

  it('serves with two processes, and ends with all their children', async () => {
    const pair = await start();
    expect(pair).to.include({
      configUrl: `http://127.0.0.1:${checkout.configPort}`,
      replyUrl: `ws://127.0.0.1:${checkout.replyPort}/ws`,
      database: checkout.database,
    });
    expect(started.map(({ name }) => name)).to.have.members(['configurator', 'reply backend']);
    await pair.stop();
    await nothingRuns();
  });

  for (const { what, name, act, message, missing } of FAILING_STARTS) {
    it(`that ${what} is told at once, and nothing of it is left`, async () => {
      if (missing !== undefined) checkout.without(missing);
      checkout.act({ [name]: act });
      const failure = await start().catch((error: unknown) => error);
      expect(failure).to.be.instanceOf(BackendError);
      expect(String(failure)).to.match(message);
      expect(String(failure)).to.contain(`the ${name === 'reply' ? 'reply backend' : name} (process `);
      await nothingRuns();
    });
  }

  it('that says nothing is given up when the time is over', async () => {
    checkout.act({ configurator: 'silence' });
    const failure = await start(1_500).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(BackendError);
    expect(String(failure)).to.contain('waited 1500 ms for the configurator').and.to.contain('  thinking');
    await nothingRuns();
  });

  it('whose port is taken while it starts is told by whom, also where it ends without a word', async () => {
    checkout.act({ configurator: 'an end' });
    const holder = createServer().listen(checkout.configPort, HOST);
    await once(holder, 'listening');
    const failure = await start().catch((error: unknown) => error);
    holder.close();
    expect(String(failure)).to.match(
      new RegExp(`ended with code 3;[^]*\n${checkout.configPort} is held by .+: end that process yourself`),
    );
  });

  it('is not taken for hopeless because of what a process gets over', () => {
    const diagnose = diagnoseMaimbot(checkout.home);
    expect(diagnose("ModuleNotFoundError: No module named 'a_plugin'", false)).to.equal(undefined);
    expect(diagnose('database is locked', false)).to.equal(undefined);
    expect(diagnose('database is locked', true)).to.contain('finds its database locked');
  });
});
