import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { until, within } from '../basics/wait';
import { buildCleanup, type CleanupReport } from '../cleanup';
import { Configurator } from '../configurator';
import { Planter } from '../database/planter';
import { type StoredRow, StoredRows } from '../database/stored-rows';
import { STANDARD_SETTINGS, type Settings } from '../settings/specification';
import { NameGiver } from '../journey/names';
import { finishLeftRun } from './finish-left-run';
import { rowsRemoved, Run } from './run';
import { RunFolder } from './run-folder';
import { createTestScenario, type TestScenario } from '../journey/test-scenario';

const LONG = 30_000;

function isAlive(pid: number | undefined): boolean {
  try {
    return process.kill(pid ?? expect.fail('no process id'), 0);
  } catch {
    return false;
  }
}

describe('A run on the sandbox', function () {
  this.timeout(60_000);
  let root: string;
  const open: Run[] = [];

  beforeEach(() => (root = mkdtempSync(path.join(tmpdir(), 'run-'))));
  afterEach(async () => {
    for (const run of open.splice(0)) await run.backends.stop();
    rmSync(root, { recursive: true, force: true, maxRetries: 3 });
  });

  async function begin(settings: Partial<Settings> = {}): Promise<Run> {
    const run = await Run.open({ settings: { ...STANDARD_SETTINGS, ...settings }, root });
    open.push(run);
    return run;
  }

  function populate(run: Run): Promise<TestScenario> {
    return createTestScenario({
      configurator: new Configurator({ baseUrl: run.backends.configUrl, timeoutMs: LONG }),
      ledger: run.ledger,
      names: new NameGiver('testuser', run.tag, 'testpass123'),
      userCount: 2,
      agentsPerUser: 1,
    });
  }

  function rowsIn<T>(database: string, look: (rows: StoredRows) => T): T {
    const rows = new StoredRows(database);
    try {
      return look(rows);
    } finally {
      rows.close();
    }
  }

  const identifiersOf = ({ users, agents }: TestScenario): string[] => [
    ...users.flatMap(({ tenantId, userId }) => [tenantId, userId]),
    ...agents.map(({ agentId }) => agentId),
  ];

  it('serves, and keeps what it made in a folder and a ledger of its own', async () => {
    const run = await begin();
    expect(run.folder).to.equal(path.join(root, 'reports', 'runs', run.id));
    expect(run.id.endsWith(`_${run.tag}`)).to.equal(true);
    expect(path.dirname(run.backends.database)).to.equal(run.folder);
    const configurator = new Configurator({ baseUrl: run.backends.configUrl, timeoutMs: LONG });
    expect(await configurator.health()).to.include({ status: 'healthy' });
    expect(run.ledger.read().header).to.include({ runId: run.id, databasePath: run.backends.database });
    expect(readdirSync(path.join(root, 'reports', 'logs'))).to.have.members([
      'config_backend.log',
      'integration_test.log',
      'reply_backend.log',
      'startup.log',
      'watchdog.log',
    ]);
  });

  it('ends with nothing left: no process, no row in its report, no folder', async () => {
    const run = await begin();
    await populate(run);
    const pids = run.backends.processes.map(({ pid }) => pid);
    expect(pids.map(isAlive)).to.deep.equal([true, true]);
    const { cleanup, report, usersLeft } = await run.finish();
    expect(pids.map(isAlive)).to.deep.equal([false, false]);
    expect(cleanup).to.deep.include({ cleanup_completed: true, total_errors: 0, audited: true });
    expect(cleanup?.users).to.include({ users_cleaned: 2, agents_cleaned: 2, sessions_cleaned: 2 });
    expect(usersLeft).to.equal(0);
    expect(existsSync(run.folder)).to.equal(false);
    expect(path.dirname(report ?? '')).to.equal(path.join(root, 'reports'));
    const written = JSON.parse(readFileSync(report ?? '', 'utf8')) as CleanupReport;
    expect(written.summary.total_records_deleted).to.equal(cleanup ? rowsRemoved(cleanup) : undefined);
  });

  it('leaves everything where cleaning is off, and says how much', async () => {
    const run = await begin({ cleanup: false });
    const scenario = await populate(run);
    run.ledger.userIntended('was-never-answered');
    run.ledger.userIntended('was-refused');
    run.ledger.userRefused('was-refused', 409);
    expect(await run.finish()).to.deep.equal({
      cleanup: undefined,
      report: undefined,
      usersLeft: 3,
      cameBack: undefined,
    });
    expect(run.backends.processes.map(({ pid }) => isAlive(pid))).to.deep.equal([false, false]);
    expect(run.ledger.read().users.filter(({ state }) => state === 'registered')).to.have.length(2);
    const left = rowsIn(run.backends.database, (rows) => rows.naming(identifiersOf(scenario)));
    expect(new Set(left.map(({ table }) => table))).to.include.keys(
      'tenant_users',
      'user_sessions',
      'agents',
    );
    expect(
      readdirSync(path.join(root, 'reports')).filter((name) => name.startsWith('cleanup')),
    ).to.deep.equal([]);
  });

  it('removes its own rows from a database that it was given, and leaves all the others as they were', async () => {
    const database = 'given/MaiBot.db';
    const file = path.join(root, database);
    const first = await begin({ database, cleanup: false });
    const others = await populate(first);
    await first.finish();
    const planter = new Planter(file);
    planter.row('messages', { tenant_id: 'tenant_of_another', user_nickname: 'testuser' });
    const everything = (rows: StoredRows): StoredRow[] =>
      rows.tables().flatMap((table) => rows.where(table, {}));
    const before = rowsIn(file, everything);

    const run = await begin({ database });
    const scenario = await populate(run);
    const { cleanup } = await run.finish();
    expect(cleanup?.cleanup_completed).to.equal(true);
    expect(rowsIn(file, everything)).to.deep.equal(before);
    expect(rowsIn(file, (rows) => rows.naming(identifiersOf(scenario)))).to.deep.equal([]);
    expect(rowsIn(file, (rows) => rows.naming(identifiersOf(others)))).to.have.length.greaterThan(0);
    expect(existsSync(run.folder)).to.equal(false);
    expect(existsSync(first.folder)).to.equal(true);
  });

  it('keeps its ledger, and has no process left, when the purge fails', async () => {
    const run = await begin();
    await populate(run);
    const planter = new Planter(run.backends.database);
    planter.dropTable('tenant_users');
    const failure = await run.finish().catch((error: unknown) => error);
    expect(failure).to.have.property('name', 'PurgeRefusedError');
    expect(run.backends.processes.map(({ pid }) => isAlive(pid))).to.deep.equal([false, false]);
    expect(run.ledger.read().users.map(({ state }) => state)).to.deep.equal(['registered', 'registered']);
  });

  it('is told when a backend dies although nobody asked it to', async () => {
    let tell = (_what: string[]): void => undefined;
    const told = new Promise<string[]>((resolve) => (tell = resolve));
    const run = await Run.open({
      settings: STANDARD_SETTINGS,
      root,
      onUnexpectedEnd: (...what) => {
        tell(what);
      },
    });
    open.push(run);
    process.kill(run.backends.processes[1]?.pid ?? expect.fail('no process'), 'SIGKILL');
    const [folder, name, message] = await within(told, { what: 'word of the end', deadlineMs: LONG });
    expect([folder, name]).to.deep.equal([run.folder, 'reply backend']);
    expect(message).to.contain('the last lines of');
    expect(readFileSync(path.join(root, 'reports', 'logs', 'integration_test.log'), 'utf8')).to.contain(
      'the reply backend (process',
    );
    const { cleanup } = await run.finish();
    expect(cleanup?.cleanup_completed).to.equal(true);
  });

  it('leaves no process and no folder when a backend does not come up', async () => {
    const database = path.join(root, 'MaiBot.db');
    writeFileSync(database, 'a letter, not a database');
    const before = childProcesses();
    const failure = await begin({ database }).catch((error: unknown) => error);
    expect(failure).to.have.property('name', 'BackendError');
    expect(String(failure)).to.contain('file is not a database');
    await onlyChildren(before);
    expect(readdirSync(path.join(root, 'reports', 'runs'))).to.deep.equal([]);
  });

  it('that was killed while it made its folder is nothing to finish, and the folder goes', async () => {
    const folder = RunFolder.of(path.join(root, 'reports'), '20261122_160530_k3x9q2');
    mkdirSync(folder.path, { recursive: true });
    expect(await finishLeftRun(folder)).to.equal(undefined);
    expect(folder.exists).to.equal(false);
  });

  it('leaves no process when a backend cannot even have its log', async () => {
    mkdirSync(path.join(root, 'reports', 'logs', 'reply_backend.log'), { recursive: true });
    const before = childProcesses();
    const failure = await begin().catch((error: unknown) => error);
    expect(String(failure)).to.contain('EISDIR');
    await onlyChildren(before);
  });

  it('writes no secret into its log, its ledger or its reports', async () => {
    const password = 'geheim-"4711"';
    const run = await begin({ password, logLevel: 'debug', cleanup: false });
    run.log.info(`said ${password} and ${JSON.stringify({ password })}`);
    await run.finish();
    for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      expect(readFileSync(path.join(entry.parentPath, entry.name), 'latin1')).to.not.contain('4711');
    }
  });
});

/** Children of this process that have not ended. */
function childProcesses(): number {
  return process.getActiveResourcesInfo().filter((resource) => resource === 'ProcessWrap').length;
}

async function onlyChildren(count: number): Promise<void> {
  await until(() => (childProcesses() === count ? true : undefined), {
    what: `${count} child processes to be left`,
    deadlineMs: 5_000,
    instead: () => `${childProcesses()} are left`,
  });
}

describe('Rows that were removed', () => {
  it('are counted over all tables', () => {
    const section = buildCleanup({ purges: [], residue: [] });
    expect(rowsRemoved(section)).to.equal(0);
    expect(rowsRemoved({ ...section, tables: { messages: 2, agents: 3 } })).to.equal(5);
  });
});
