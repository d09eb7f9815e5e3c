import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { StoredRows } from '../../database/stored-rows';
import { ownEnvironment } from '../../trials/suite-run';

const PROGRAM = path.join(__dirname, '..', 'maimbot-acceptance.js');

export type Variables = Readonly<Record<string, string>>;

/** How a command ended, and what it printed. */
export interface Outcome {
  readonly code: number | undefined;
  readonly out: string;
  readonly err: string;
}

/** A command that goes on. */
export interface StartedCommand {
  readonly pid: number;
  readonly ended: Promise<Outcome>;
}

/** Starts a command as a user does who is in another folder. */
export function beginCommand(args: readonly string[], variables: Variables): StartedCommand {
  const command = execa(process.execPath, [PROGRAM, ...args], {
    cwd: tmpdir(),
    env: { ...ownEnvironment(), ...variables },
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
    // A group of its own, which can get a signal as from a terminal.
    detached: true,
  });
  const ended = command.then(({ exitCode, stdout, stderr }) => ({
    code: exitCode,
    out: stdout,
    err: stderr,
  }));
  return { pid: command.pid ?? Number.NaN, ended };
}

/** Calls a command and waits for its end. */
export async function callCommand(args: readonly string[], variables: Variables): Promise<Outcome> {
  return beginCommand(args, variables).ended;
}

/** The accounts that are in a database. */
export function usersIn(database: string): unknown[] {
  return rowsIn(database, 'tenant_users');
}

/** How many messages are in a database. */
export function messagesIn(database: string): number {
  return rowsIn(database, 'messages').length;
}

function rowsIn(database: string, table: string): unknown[] {
  const rows = new StoredRows(database);
  try {
    return rows.where(table, {});
  } finally {
    rows.close();
  }
}

/** What the two backends printed, as it stands in their logs. */
export function backendLogs(reports: string): string {
  return ['config_backend.log', 'reply_backend.log']
    .map((log) => readFileSync(path.join(reports, 'logs', log), 'utf8'))
    .join('');
}
