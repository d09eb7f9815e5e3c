import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { messageOf } from '../basics/errors';
import { CONFIG_PORT, type Finding, judgePort, prepareMaimbot, right, wrong } from '../backends';
import { examineDatabase } from '../cleanup';
import { describeHolder } from '../processes';
import type { Settings } from '../settings/specification';
import { leftProcesses, leftRuns } from './finish-left-run';
import { RunFolder } from './run-folder';
import { Background, healthOf } from './standing-pair';

/** The reply backend's port unless another is asked for (contract: reply-backend). */
const REPLY_PORT = 8_095;

/** Everything that can keep the suite from working, as it is now. Changes nothing. */
export async function examine(
  settings: Settings,
  root: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Finding[]> {
  const reports = path.resolve(root, settings.reports);
  const background = new Background(reports);
  const standing = background.pair;
  const findings = [judgeNode(), judgeDriver(), judgeReports(reports)];
  let database = settings.database === '' ? '' : path.resolve(root, settings.database);
  if (settings.mode === 'maimbot') {
    const home = path.resolve(root, settings.home);
    const ready = await prepareMaimbot({ ...settings, home, database }, environment, examineDatabase, {
      portsMayBeHeld: standing !== undefined,
    });
    findings.push(...ready.findings);
    ({ database } = ready);
  } else {
    if (settings.mode === 'sandbox') findings.push(...(await judgePorts(settings, background)));
    database = database === '' ? (standing?.serving?.database ?? '') : database;
    if (database !== '') findings.push(judgeTables(database));
  }
  const serving = settings.mode === 'attached' ? settings : standing?.serving;
  if (serving) findings.push(...(await judgeHealth(serving)));
  else
    findings.push(
      right('backends', 'none runs in the background: a run starts a pair of its own, or npm start does'),
    );
  findings.push(...judgeLeftovers(reports));
  if (database !== '' && existsSync(database))
    findings.push(judgeTestData(database, settings.usernamePrefix));
  return findings;
}

function judgeNode(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const fits = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22;
  return fits
    ? right('Node.js', process.versions.node)
    : wrong('Node.js', `${process.versions.node} is too old: install 20.19 or newer`);
}

function judgeDriver(): Finding {
  try {
    new Database(':memory:').close();
    return right('better-sqlite3', 'opens databases');
  } catch (error) {
    const [reason = ''] = messageOf(error).split('\n');
    return wrong(
      'better-sqlite3',
      `cannot be loaded (${reason}): install a C++ compiler, make and Python, then npm ci`,
    );
  }
}

function judgeReports(reports: string): Finding {
  try {
    mkdirSync(reports, { recursive: true });
    accessSync(reports, constants.W_OK);
    return right('reports', `${reports} can be written to`);
  } catch (error) {
    return wrong(
      'reports',
      `${messageOf(error)}: make ${reports} writable, or name another folder in MAIMBOT_REPORTS`,
    );
  }
}

/** The ports that are asked for, or else those that the brief names: where one is taken, who has it. */
async function judgePorts({ configPort, replyPort }: Settings, background: Background): Promise<Finding[]> {
  const judge = async (name: string, asked: number, usual: number): Promise<Finding> => {
    const port = asked === 0 ? usual : asked;
    const own = background.holderOf(port);
    if (own !== undefined) return right(`port of the ${name}`, `${port} is held by ${own}`);
    const finding = await judgePort(name, port);
    if (finding.ok || asked !== 0) return finding;
    return right(
      finding.about,
      `${port} is held by ${await describeHolder(port)}; the sandbox takes any free port`,
    );
  };
  return Promise.all([
    judge('configurator', configPort, CONFIG_PORT),
    judge('reply backend', replyPort, REPLY_PORT),
  ]);
}

function judgeTables(database: string): Finding {
  if (!existsSync(database)) {
    return wrong(
      'database',
      `${database} does not exist: give the path of MaiMBot's data/MaiBot.db in MAIMBOT_DATABASE`,
    );
  }
  try {
    examineDatabase(database);
    return right('database', `${database} has MaiMBot's tables`);
  } catch (error) {
    return wrong('database', messageOf(error));
  }
}

async function judgeHealth(serving: { configUrl: string; replyUrl: string }): Promise<Finding[]> {
  const { configurator, replyBackend } = await healthOf(serving);
  return [
    configurator === undefined
      ? right('configurator', `${serving.configUrl}/health answers`)
      : wrong('configurator', `${configurator}; start it (npm start), or correct its address`),
    replyBackend === undefined
      ? right('reply backend', `a WebSocket handshake with ${serving.replyUrl} succeeds`)
      : wrong('reply backend', `${replyBackend}; start it (npm start), or correct its address`),
  ];
}

function judgeLeftovers(reports: string): Finding[] {
  const findings: Finding[] = leftRuns(reports)
    .filter(({ state }) => state === undefined)
    .map((folder) => {
      const running = leftProcesses(folder).map(({ name, pid }) => `the ${name} (process ${pid})`);
      const runs =
        running.length === 0 ? '' : `, and left ${running.join(' and ')} running: npm stop ends that`;
      return wrong(
        'earlier run',
        `${folder.id} did not finish${runs}; the next run removes what it made, or npm run purge -- --run ${folder.id}`,
      );
    });
  const kept = RunFolder.all(reports).filter(({ state }) => state?.state === 'kept');
  findings.push(
    ...kept.map(({ id }) =>
      wrong('earlier run', `${id} left what it made, as asked: npm run purge -- --run ${id}`),
    ),
  );
  return findings.length > 0 ? findings : [right('earlier runs', 'none left anything')];
}

function judgeTestData(database: string, prefix: string): Finding {
  try {
    const db = new Database(database, { readonly: true, fileMustExist: true });
    try {
      const count = Number(
        db
          .prepare('SELECT count(*) FROM tenant_users WHERE substr(username, 1, ?) = ?')
          .pluck()
          .get(prefix.length + 1, `${prefix}_`),
      );
      if (count === 0) return right('test data', `no user in ${database} is called ${prefix}_…`);
      return wrong(
        'test data',
        `${count} users in ${database} are called ${prefix}_…: where no run is going on, npm run purge -- --prefix ${prefix}_ --database ${database}`,
      );
    } finally {
      db.close();
    }
  } catch (error) {
    return wrong('test data', `cannot be looked for: ${messageOf(error)}`);
  }
}
