import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { until } from '../../basics/wait';
import { backendsOf, leftoversOf, portsOf } from '../../trials/leftovers';
import { ownEnvironment } from '../../trials/suite-run';
import { ROOT } from '../configuration';

/** Features and steps in which something out of the ordinary happens on purpose; a normal run does not load them. */
export const MISHAPS: readonly string[] = [
  'support/suite/testing/mishaps.feature',
  '--require',
  'support/suite/testing/mishap-steps.ts',
];

/** The reports that cucumber-js writes. */
export const CUCUMBER_REPORTS = ['cucumber.html', 'junit.xml', 'messages.ndjson'] as const;

/** A run of cucumber-js, or of another program of this package, that has ended. */
export interface EndedRun {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  readonly reports: ReportsFolder;
}

type Variables = Readonly<Record<string, string>>;

const folders: string[] = [];

/** A new folder that `removeTemporaryFolders` removes. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'maimbot-suite-test-'));
  folders.push(folder);
  return folder;
}

/** For `after` of every test file that runs cucumber-js. */
export function removeTemporaryFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** Runs cucumber-js as a user does, with reports in a folder of its own. */
export async function runCucumber(args: readonly string[], variables: Variables = {}): Promise<EndedRun> {
  const reports = new ReportsFolder(temporaryFolder());
  return { ...(await run('cucumber-js', args, { MAIMBOT_REPORTS: reports.folder, ...variables })), reports };
}

/** A run of cucumber-js that goes on. */
export interface StartedRun {
  readonly pid: number;
  readonly reports: ReportsFolder;
  readonly ended: Promise<EndedRun>;
}

/** Starts cucumber-js in a folder for reports, and resolves when its first scenarios have passed. */
export async function startCucumber(
  args: readonly string[],
  { reports: folder = temporaryFolder(), ...variables }: Variables & { readonly reports?: string } = {},
): Promise<StartedRun> {
  const reports = new ReportsFolder(folder);
  const before = reports.passed;
  const child = execa('cucumber-js', args, {
    ...HOW,
    env: { ...ownEnvironment(), MAIMBOT_REPORTS: folder, ...variables },
  });
  const ended = child.then(({ exitCode, stdout, stderr }) => ({ exitCode, stdout, stderr, reports }));
  await until(() => (reports.passed > before ? true : undefined), {
    what: 'the first scenario to pass',
    deadlineMs: 30_000,
    instead: () => (reports.names.includes('logs') ? reports.text('logs', 'integration_test.log') : 'no log'),
  });
  return { pid: child.pid ?? Number.NaN, reports, ended };
}

const HOW = {
  cwd: ROOT,
  preferLocal: true,
  reject: false,
  stdin: 'ignore',
  extendEnv: false,
} as const;

/** Runs a program at the root of the project; no setting of whoever runs the tests reaches it. */
export async function run(
  program: string,
  args: readonly string[],
  variables: Variables,
): Promise<Omit<EndedRun, 'reports'>> {
  const { exitCode, stdout, stderr } = await execa(program, args, {
    ...HOW,
    env: { ...ownEnvironment(), ...variables },
  });
  return { exitCode, stdout, stderr };
}

/** What a run has left in its folder for reports. */
export class ReportsFolder {
  constructor(readonly folder: string) {}

  /** Names of all files and folders at the top, sorted. */
  get names(): string[] {
    return readdirSync(this.folder).sort();
  }

  /** Paths of all files, also of those in folders. */
  get files(): string[] {
    return readdirSync(this.folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name));
  }

  text(...names: string[]): string {
    return readFileSync(path.join(this.folder, ...names), 'utf8');
  }

  /** The only file at the top whose name begins like this, as text. */
  only(beginning: string): string {
    const found = this.names.filter((name) => name.startsWith(beginning));
    if (found.length !== 1)
      throw new Error(
        `expected one file "${beginning}…" in ${this.folder}, found ${found.join(', ') || 'none'}`,
      );
    return this.text(found[0] ?? '');
  }

  /** Folders of runs that have left something. */
  get runs(): string[] {
    const runs = path.join(this.folder, 'runs');
    return existsSync(runs) ? readdirSync(runs) : [];
  }

  /** Scenarios that have passed so far, from the log. */
  get passed(): number {
    const log = path.join(this.folder, 'logs', 'integration_test.log');
    return existsSync(log) ? (readFileSync(log, 'utf8').match(/: passed$/gm)?.length ?? 0) : 0;
  }

  /** Process ids of the backends, from the log. */
  get backends(): number[] {
    return backendsOf(this.folder);
  }

  /** Ports that backends said they listen on, once for every start. */
  get ports(): number[] {
    return portsOf(this.folder);
  }
}

/** Milliseconds in which a watchdog must have finished a run. */
const FINISH_DEADLINE_MS = 30_000;

/** Resolves when no process of a run is there any more, its watchdog included, and none of its ports is open. */
export async function nothingRuns(folder: string): Promise<void> {
  await allGone(async () => leftoversOf(folder));
}

/** Resolves when nothing of a run is there any more: no process, no port, no folder. */
export async function nothingLeft(reports: ReportsFolder): Promise<void> {
  await allGone(async () => [
    ...(await leftoversOf(reports.folder)),
    ...reports.runs.map((run) => `the folder of run ${run}`),
  ]);
}

async function allGone(look: () => Promise<string[]>): Promise<void> {
  let left: string[] = [];
  await until(
    async () => {
      left = await look();
      return left.length === 0 ? true : undefined;
    },
    {
      what: 'everything of the run to be gone',
      deadlineMs: FINISH_DEADLINE_MS,
      instead: () => left.join('\n'),
    },
  );
}
