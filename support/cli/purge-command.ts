import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { z } from 'zod';
import { UsageError } from '../basics/errors';
import { describeMentions, Ledger } from '../cleanup';
import { type CleanupResults, type CleanupScope, cleanupTestScenario } from '../journey/cleanup';
import { endLeftProcesses } from '../run/finish-left-run';
import { RunFolder } from '../run/run-folder';
import type { Settings } from '../settings/specification';
import { helpEnd, note, print, readSettings, reportsOf, ROOT } from './shared';

interface PurgeOptions {
  readonly run?: string;
  readonly tenant?: string[];
  readonly prefix?: string;
  readonly users?: string;
  readonly database?: string;
  readonly reports?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** Where a purge works, and what is done when nothing is left. */
interface Job {
  readonly scope: CleanupScope;
  readonly database: string;
  readonly before?: () => Promise<void>;
  readonly whenClean?: () => void;
}

// The parts of an entry of `user_creation.test_data.users` in a results file that name a user.
const UsersFile = z.array(
  z.looseObject({ username: z.string(), tenant_id: z.string().optional(), user_id: z.string().optional() }),
);
const ResultsFile = z.looseObject({
  user_creation: z.looseObject({ test_data: z.looseObject({ users: UsersFile }) }),
});

/** `purge`: removes what a run left, or the users of a tenant, of a prefix or of a file. */
export function purgeCommand(): Command {
  return new Command('purge')
    .description(
      'remove every trace of test users from every table, look whether anything is left, and report',
    )
    .option('--run <id>', 'everything that a run made, from its ledger')
    .option('--tenant <id...>', 'the users of these tenants')
    .option('--prefix <name>', 'all users whose name begins with exactly this (at least 3 characters)')
    .option(
      '--users <file>',
      'the users in a JSON file: a list of {username, tenant_id?, user_id?}, or a results file',
    )
    .option('--database <file>', "MaiMBot's database (default: MAIMBOT_DATABASE; for --run, the run's own)")
    .option('--reports <folder>', 'folder of the reports and ledgers (default: MAIMBOT_REPORTS, or reports)')
    .option('--dry-run', 'say what would be removed, and remove nothing')
    .option('--json', 'print the clean-up instead of text')
    .addHelpText(
      'after',
      helpEnd(
        [
          'npm run purge -- --run 20261122_160530_k3x9q2',
          'npm run purge -- --prefix testuser_ --database data/MaiBot.db --dry-run',
          'npm run purge -- --tenant tenant_0123456789abcdef --database data/MaiBot.db',
          'npm run purge -- --users reports/integration_test_results_test_20261122_160530.json --database data/MaiBot.db',
        ],
        "0 nothing is left · 1 something is left, or nothing could be removed · 2 called wrongly, or the database is not MaiMBot's",
      ),
    )
    .action(async (options: PurgeOptions) => {
      const settings = readSettings();
      const reports = options.reports === undefined ? reportsOf(settings) : path.resolve(options.reports);
      const job = jobOf(options, reports, databaseOf(settings));
      const { dryRun = false, json } = options;
      if (!dryRun) await job.before?.();
      const purge = (dry: boolean): CleanupResults =>
        cleanupTestScenario({
          ...job.scope,
          database: job.database,
          dryRun: dry,
          busyTimeoutMs: settings.busyTimeoutMs,
          ...(dry && !dryRun ? {} : { reports }),
        });
      // What is to go is shown before it goes.
      const plan = purge(true);
      if (json !== true) process.stdout.write(`${describePlan(plan)}\n`);
      const results = dryRun ? plan : purge(false);
      print(json, summaryOf(results), describe(results, dryRun));
      if (dryRun) return;
      if (results.cleanup.cleanup_completed) job.whenClean?.();
      else process.exitCode = 1;
    });
}

/** The database that the settings speak of; empty where they name none. */
function databaseOf({ mode, home, database }: Settings): string {
  if (database !== '') return path.resolve(ROOT, database);
  return mode === 'maimbot' ? path.resolve(ROOT, home, 'data', 'MaiBot.db') : '';
}

function jobOf(
  { run, tenant, prefix, users, database }: PurgeOptions,
  reports: string,
  setting: string,
): Job {
  const given = [run, tenant, prefix, users].filter((value) => value !== undefined);
  if (given.length !== 1)
    throw new UsageError('purge: give exactly one of --run, --tenant, --prefix and --users');
  if (run !== undefined) return jobOfRun(run, reports, database);
  const file = database ?? setting;
  if (file === '') throw new UsageError('purge: which database? Give --database, or set MAIMBOT_DATABASE');
  if (tenant !== undefined) return { scope: { tenantIds: tenant }, database: path.resolve(file) };
  if (prefix !== undefined) return { scope: { prefix }, database: path.resolve(file) };
  return { scope: { users: readUsers(users ?? '') }, database: path.resolve(file) };
}

function jobOfRun(id: string, reports: string, database: string | undefined): Job {
  const folder = new RunFolder(path.join(reports, 'runs', id));
  const { ledgerFile } = folder;
  if (!existsSync(ledgerFile)) {
    const known = RunFolder.all(reports).map((one) => one.id);
    throw new UsageError(
      `purge: there is no run "${id}" that left anything; ${known.length === 0 ? 'no run did' : `there are ${known.join(', ')}`}`,
    );
  }
  if (folder.isBusy) throw new UsageError(`purge: run "${id}" is still going on, or is being finished`);
  const ledger = Ledger.open(ledgerFile);
  const contents = ledger.read();
  const file = database ?? contents.header.databasePath;
  if (file === undefined)
    throw new UsageError(`purge: the ledger of run "${id}" names no database; give --database`);
  return {
    scope: { target: { kind: 'ledger', ledger: contents } },
    database: path.resolve(file),
    // A backend that the run left would write again, and nobody would know it any more.
    before: async () => {
      for (const { name, pid } of await endLeftProcesses(folder))
        note(`the ${name} (process ${pid}), which the run had left, has ended`);
    },
    whenClean: () => {
      ledger.purged(contents.users.map(({ username }) => username));
      folder.remove();
    },
  };
}

function readUsers(
  file: string,
): { username: string; tenantId?: string | undefined; userId?: string | undefined }[] {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UsageError(`purge: ${file} cannot be read as JSON: ${(error as Error).message}`);
  }
  const results = ResultsFile.safeParse(content);
  const list = UsersFile.safeParse(results.success ? results.data.user_creation.test_data.users : content);
  if (!list.success) {
    throw new UsageError(
      `purge: ${file} holds no users; expected is a list of {"username": …, "tenant_id"?: …, "user_id"?: …}, or a results file`,
    );
  }
  return list.data.map(({ username, tenant_id, user_id }) => ({
    username,
    tenantId: tenant_id,
    userId: user_id,
  }));
}

/** What `--json` prints. */
function summaryOf({ purge, cleanup, report }: CleanupResults): object {
  const { databasePath, users, removed, usage, left, dryRun } = purge;
  return {
    database: databasePath,
    dry_run: dryRun,
    complete: cleanup.cleanup_completed,
    users,
    rows: removed,
    usage_counts: usage,
    left,
    residue: cleanup.residue,
    beside: cleanup.beside,
    report: report ?? null,
  };
}

/** What is going to be removed, before it is. */
function describePlan({ purge }: CleanupResults): string {
  const tables = Object.entries(purge.removed).map(([table, rows]) => `  ${table.padEnd(24)} ${rows}`);
  return [
    describeUsers(purge.users.map(({ username, tenantId }) => username ?? tenantId ?? 'unknown')),
    `in ${purge.databasePath}`,
    ...(tables.length === 0 ? ['no row is theirs'] : ['rows that are theirs:', ...tables]),
    ...purge.usage.map(({ templateId, from, to }) => `  uses of ${templateId}: ${from} → ${to}`),
    ...purge.left.map((left) => `left as it is: ${JSON.stringify(left)}`),
  ].join('\n');
}

function describe({ purge, cleanup, report }: CleanupResults, dryRun: boolean): string[] {
  const rows = Object.values(purge.removed).reduce((sum, count) => sum + count, 0);
  const found = cleanup.cleanup_completed ? 'nothing is left' : `${cleanup.total_errors} traces are LEFT`;
  return [
    dryRun
      ? `${rows} rows would be removed; nothing was changed`
      : `${rows} rows removed, ${found}${describeMentions(cleanup.beside)}`,
    ...(dryRun
      ? []
      : cleanup.residue.map(
          ({ table, column, row, names }) => `  ${table}.${column} of row ${row}: ${names}`,
        )),
    `report: ${report ?? 'none'}`,
  ];
}

const SHOWN_USERS = 5;

function describeUsers(names: readonly string[]): string {
  if (names.length === 0) return 'no user matches';
  const rest = names.length > SHOWN_USERS ? `, and ${names.length - SHOWN_USERS} more` : '';
  return `${names.length} users: ${names.slice(0, SHOWN_USERS).join(', ')}${rest}`;
}
