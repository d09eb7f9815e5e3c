import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { makeIdentifier } from '../basics/identifiers';
import { messageOf } from '../basics/errors';
import { DeadlineError, until, within } from '../basics/wait';
import { Planter } from '../database/planter';
import { identify } from '../processes';
import { RunFolder, WATCHDOG } from '../run/run-folder';
import { soundSeams } from '../sandbox/seams';
import { openStore } from '../sandbox/store';
import type { Blow } from './blow';
import { type Ground, makeGround } from './ground';
import { leftoversOf } from './leftovers';
import { saysInterrupted, secretsIn, unreadable } from './readable-reports';
import { copyRows, differences } from './row-copy';
import { ownEnvironment, ROOT } from './suite-run';

/** What came of a blow. */
export interface Round {
  readonly blow: Blow;
  /** Whether the target was there when the blow fell. */
  readonly landed: boolean;
  /** Exit code or signal of the run. */
  readonly exit: string;
  /** Whether its report says that it was interrupted. */
  readonly marked: boolean;
  /** Milliseconds from the end of the run until nothing of it was left. */
  readonly cleanAfterMs: number;
  /** What was not as it should be. */
  readonly faults: readonly string[];
  /** Where everything is, if something was not. */
  readonly folder: string | undefined;
}

/** Milliseconds in which a run must end after the blow, and in which everything must be gone after its end. */
const END_DEADLINE_MS = 180_000;
const CLEAN_DEADLINE_MS = 60_000;

/** The exit of a run that had to be killed. */
const HUNG = 'hung';

const FEATURES = '@registration or @agents or @dialogue or (@isolation and not @alone) or @smoke';

/** Starts a run on a database with rows of others, hits it, and looks whether anything is left or missing. */
export async function playRound(blow: Blow): Promise<Round> {
  const folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'chaos-'));
  const reports = path.join(folder, 'reports');
  mkdirSync(reports);
  const ground = await makeGround(blow.kind, folder);
  const { database } = ground;
  await furnish(database);
  const before = copyRows(database);
  await ground.begin();
  const variables = { MAIMBOT_REPORTS: reports, ...ground.variables };
  const { exit, landed, ended } = await runAndHit(blow, reports, variables);
  const faults = exit === HUNG ? [`the run had not ended ${END_DEADLINE_MS} ms after the blow`] : [];
  if (blow.target === 'run and watchdog' && landed) {
    const next = await program(['cucumber-js', '--tags', '@service'], variables).ended;
    if (next !== '0') faults.push(`the next run ended with ${next}`);
  }
  if (blow.kind === 'attached') faults.push(...(await finishLater(ground, reports, variables)));
  faults.push(...(await everythingGone(reports)));
  const cleanAfterMs = performance.now() - ended;
  faults.push(...differences(before, copyRows(database)), ...unreadable(reports), ...secretsIn(reports));
  const marked = saysInterrupted(reports);
  // A worker that is interrupted alone goes on: it must not leave scenarios out without a word.
  const maySucceed = blow.target === 'worker' && blow.signal === 'SIGINT';
  if (landed && exit === '0' && !maySucceed) faults.push('the run was hit, and says that all is well');
  if (faults.length === 0) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  if (blow.kind !== 'attached') await ground.end();
  return { blow, landed, exit, marked, cleanAfterMs, faults, folder: faults.length > 0 ? folder : undefined };
}

/**
 * On backends that run on, the reply backend may write rows again from its memory: the run is kept in mind until somebody
 * has purged it once more.
 */
async function finishLater(
  ground: Ground,
  reports: string,
  variables: Readonly<Record<string, string>>,
): Promise<string[]> {
  const left = await gone(async () => leftoversOf(reports));
  await ground.end();
  for (const { id } of RunFolder.all(reports)) {
    const exit = await program([...COMMAND, 'purge', '--run', id], variables).ended;
    if (exit !== '0') left.push(`the purge of run ${id} ended with ${exit}`);
  }
  return left;
}

/** Rows of others, and of users whose names begin as those of a test do. */
async function furnish(database: string): Promise<void> {
  (await openStore(database, soundSeams)).close();
  const planter = new Planter(database);
  for (const username of ['testuser_', 'testuser_001', '小明', 'testuser']) {
    const [tenant, user, agent] = (['tenant', 'user', 'agent'] as const).map(makeIdentifier);
    const owner = { tenant_id: tenant ?? '', user_id: user ?? '' };
    planter.row('tenant_users', { ...owner, username, api_key: `key of ${username}` });
    planter.row('user_sessions', {
      ...owner,
      session_id: `session of ${username}`,
      jwt_token: `token of ${username}`,
    });
    planter.row('agents', { tenant_id: tenant ?? '', agent_id: agent ?? '', name: `${username}_agent_1` });
    planter.row('messages', { ...owner, processed_plain_text: '测试消息' });
    planter.row('chat_streams', { ...owner, stream_id: `stream of ${username}`, group_name: '测试群' });
  }
}

interface Program {
  readonly pid: number;
  /** Exit code, or the signal that ended it. */
  readonly ended: Promise<string>;
}

function program(
  [name = '', ...args]: readonly string[],
  variables: Readonly<Record<string, string>>,
): Program {
  const child = execa(name, args, {
    cwd: ROOT,
    preferLocal: true,
    reject: false,
    stdin: 'ignore',
    extendEnv: false,
    env: { ...ownEnvironment(), ...variables },
    // A group of its own, which can be hit as a whole.
    detached: true,
    cleanup: false,
  });
  return {
    pid: child.pid ?? Number.NaN,
    ended: child.then(({ exitCode, signal }) => String(exitCode ?? signal ?? 'unknown')),
  };
}

const COMMAND = ['node', 'support/cli/maimbot-acceptance.js'] as const;

const COMMANDS: Readonly<Record<Blow['kind'], readonly string[]>> = {
  serial: ['cucumber-js', '--tags', FEATURES],
  'two workers': ['cucumber-js', '--parallel', '2', '--tags', FEATURES],
  attached: ['cucumber-js', '--tags', FEATURES],
  acceptance: [...COMMAND, 'acceptance', '--users', '12', '--agents', '4', '--messages', '60'],
  checkout: ['cucumber-js', '--tags', FEATURES],
};

async function runAndHit(
  blow: Blow,
  reports: string,
  variables: Readonly<Record<string, string>>,
): Promise<{ exit: string; landed: boolean; ended: number }> {
  const order = blow.kind === 'acceptance' ? [] : ['--order', `random:${blow.order}`];
  const run = program([...COMMANDS[blow.kind], ...order], variables);
  let over = false;
  const end = run.ended.finally(() => (over = true));
  const early = await inTime(end, blow.atMs);
  // A target that is not there yet is waited for: the blow falls as soon as it is.
  const victims = early
    ? []
    : await until(() => (over ? [] : victimsOf(blow, run.pid, reports)), {
        what: `the ${blow.target} to be there`,
        deadlineMs: CLEAN_DEADLINE_MS,
      });
  const landed = victims.map((pid) => hit(pid, blow.signal)).includes(true);
  const inDeadline = await inTime(end, END_DEADLINE_MS);
  if (!inDeadline) hit(-run.pid, 'SIGKILL');
  return { exit: inDeadline ? await end : HUNG, landed, ended: performance.now() };
}

/** Whether the event came in time. */
async function inTime(event: Promise<unknown>, deadlineMs: number): Promise<boolean> {
  try {
    await within(event, { what: 'the run to end', deadlineMs });
    return true;
  } catch (error) {
    if (error instanceof DeadlineError) return false;
    throw error;
  }
}

/** Whom to hit, group leaders as negative numbers; undefined while they are not there. */
function victimsOf({ target }: Blow, pid: number, reports: string): number[] | undefined {
  if (target === 'run') return [pid];
  if (target === 'all') return [-pid];
  const processes = RunFolder.all(reports).flatMap((folder) => folder.processes);
  const named = (name: string): number[] =>
    processes.filter((one) => one.name === name && identify(one.pid)).map((one) => one.pid);
  const found = named(target === 'run and watchdog' ? WATCHDOG : target);
  if (found.length === 0) return undefined;
  return target === 'run and watchdog' ? [...found, pid] : found.slice(0, 1);
}

function hit(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

/** Waits until nothing of the run is there; what still is when the time is over. */
async function everythingGone(reports: string): Promise<string[]> {
  return gone(async () => [
    ...(await leftoversOf(reports)),
    ...RunFolder.all(reports).map(({ id }) => `the folder of run ${id} is there`),
  ]);
}

/** Waits until there is none of it; what there is when the time is over. */
async function gone(look: () => Promise<string[]>): Promise<string[]> {
  let left: string[] = [];
  try {
    await until(
      async () => {
        left = await look();
        return left.length === 0 ? true : undefined;
      },
      { what: 'everything of the run to be gone', deadlineMs: CLEAN_DEADLINE_MS, everyMs: 100 },
    );
    return [];
  } catch (error) {
    return left.length > 0 ? left : [messageOf(error)];
  }
}
