import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { StoredRows } from '../database/stored-rows';
import type { IntegrationTestResults } from '../reporting';
import { STANDARD_SETTINGS } from '../settings/specification';
import {
  type IntegrationTestOptions,
  type IntegrationTestRun,
  runIntegrationTest,
  runJourney,
} from './integration-test';
import { RunFolder } from './run-folder';

const PASSWORD = 'geheim-4711';

describe('The whole journey as a library call', function () {
  this.timeout(60_000);
  let reports: string;
  beforeEach(() => (reports = mkdtempSync(path.join(tmpdir(), 'journey-'))));
  afterEach(() => {
    rmSync(reports, { recursive: true, force: true, maxRetries: 3 });
  });

  const run = (given: IntegrationTestOptions = {}): Promise<IntegrationTestRun> =>
    runIntegrationTest({
      reports,
      users: 2,
      agents: 2,
      messages: 2,
      settleMs: 0,
      password: PASSWORD,
      logLevel: 'debug',
      ...given,
    });

  const read = (file: string): string => readFileSync(file, 'utf8');

  it('is a success on the sandbox, and says so in the file that it names', async () => {
    const { results, file, cleanupReport } = await run();
    expect(results.errors).to.deep.equal([]);
    expect(results).to.include({ success: true, servers_started: true });
    expect(results.parameters).to.deep.equal({ user_count: 2, agents_per_user: 2, cleanup_after: true });
    expect(results.user_creation).to.include({ success: true, users_created: 2, agents_created: 4 });
    expect(results.websocket_tests).to.include({
      total_scenarios: 4,
      successful_connections: 4,
      successful_conversations: 4,
      total_messages_sent: 8,
      answered_share: 1,
    });
    expect(results.cleanup).to.include({ cleanup_completed: true, total_errors: 0 });
    expect(results.cleanup?.users).to.include({ users_cleaned: 2, agents_cleaned: 4 });
    expect(path.dirname(file)).to.equal(reports);
    expect(JSON.parse(read(file)) as IntegrationTestResults).to.deep.equal(results);
    expect(existsSync(cleanupReport ?? '')).to.equal(true);
    expect(readdirSync(path.join(reports, 'runs'))).to.deep.equal([]);
  });

  it('talks about the topics that it is given', async () => {
    const { results } = await run({ topics: new Map([['友好助手', ['只说这个']]]), cleanup: false });
    expect(results).to.include({ success: true, cleanup: null });
    const [folder = ''] = readdirSync(path.join(reports, 'runs'));
    const database = path.join(reports, 'runs', folder, 'MaiBot.db');
    const rows = new StoredRows(database);
    const texts = rows.where('messages', {}).map(({ cells }) => cells.processed_plain_text);
    rows.close();
    expect(texts.filter((text) => text === '只说这个')).to.have.length(8);
  });

  it('is no success when a reply takes longer than the limit, and cleans up all the same', async () => {
    const { results, file } = await run({ p95LimitMs: 1 });
    expect(results.success).to.equal(false);
    expect(results.errors).to.have.length(1);
    expect(results.errors[0]).to.match(/first replies came within \d+ ms; the limit is 1 ms$/);
    expect(results.cleanup).to.include({ cleanup_completed: true });
    expect(existsSync(file)).to.equal(true);
  });

  it('is no success when a backend dies, even one that is needed no more, and cleans up all the same', async () => {
    const settings = { ...STANDARD_SETTINGS, reports, users: 2, agents: 1, messages: 5, settleMs: 20 };
    const { results } = await runJourney({
      settings,
      root: reports,
      onProgress: ({ stage, messages }) => {
        if (stage !== 'talk' || messages !== 1) return;
        const [folder] = RunFolder.all(reports);
        const configurator = folder?.processes.find(({ name }) => name === 'configurator');
        process.kill(configurator?.pid ?? Number.NaN, 'SIGKILL');
      },
    });
    expect(results.success).to.equal(false);
    expect(results.errors.join('\n')).to.match(/^the configurator \(process \d+\) was ended by SIGKILL/);
    expect(results.cleanup).to.include({ cleanup_completed: true });
  });

  it('writes a token, a key or the password into no file', async () => {
    await run();
    const files = readdirSync(reports, { recursive: true, withFileTypes: true }).filter((each) =>
      each.isFile(),
    );
    expect(files.map(({ name }) => name)).to.include.members([
      'integration_test.log',
      'config_backend.log',
      'reply_backend.log',
    ]);
    for (const { parentPath, name } of files) {
      const text = read(path.join(parentPath, name));
      expect(text, name).to.not.contain(PASSWORD);
      expect(text, name).to.not.match(/eyJ[\w-]{5,}\.|mb_[\w-]{43}/);
    }
  });

  it('begins nothing with a setting that is not accepted', async () => {
    const failure = await run({ users: 0 }).catch((error: unknown) => error);
    expect(failure).to.have.property('name', 'SettingsError');
    expect(readdirSync(reports)).to.deep.equal([]);
  });
});
