import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Then, When } from '@cucumber/cucumber';
import Database from 'better-sqlite3';
import { expect } from 'chai';
import { until } from '../../basics/wait';
import type { Suite } from '../world';
import { GIVEN_AWAY } from './given-away';

Then('{int} scenarios are under way at once', async function (this: Suite, count: number) {
  const meeting = path.join(this.run.folder, 'meeting');
  mkdirSync(meeting, { recursive: true });
  writeFileSync(path.join(meeting, String(process.pid)), '');
  await until(() => (readdirSync(meeting).length >= count ? true : undefined), {
    what: `${count} workers to be in a scenario each`,
    deadlineMs: 30_000,
  });
});

Then('this step fails', () => {
  throw new Error('this step fails on purpose');
});

When('this is expected to be right', () => {
  expect.fail('what was found is not what was expected');
});

When('a step with the password {string} gives all secrets away', function (this: Suite, _password: string) {
  const secrets = Object.values(GIVEN_AWAY).join(' , ');
  this.log(`logged: ${secrets}`);
  this.attach(`attached as text: ${secrets}`, 'text/plain');
  this.attach(JSON.stringify({ attached: GIVEN_AWAY }), 'application/json');
  this.attach(Buffer.from(`attached as bytes: ${secrets}`), 'application/octet-stream');
  throw new Error(`thrown: ${secrets}`);
});

When('the reply backend is killed', async function (this: Suite) {
  const log = readFileSync(path.join(this.run.reports, 'logs', 'startup.log'), 'utf8');
  process.kill(Number(/the reply backend is process (\d+)/.exec(log)?.[1]), 'SIGKILL');
  await until(() => noticed(this), { what: 'the suite to notice that a backend died', deadlineMs: 10_000 });
});

/** True once the suite knows of a backend that died. */
function noticed(suite: Suite): true | undefined {
  try {
    suite.checkBackends();
    return undefined;
  } catch {
    return true;
  }
}

When('the database refuses to let go of users', function (this: Suite) {
  change(
    this.run.database,
    `CREATE TRIGGER refusal BEFORE DELETE ON tenant_users BEGIN SELECT RAISE(ABORT, 'nobody leaves'); END`,
  );
});

When('the database writes down whom it lets go', function (this: Suite) {
  change(
    this.run.database,
    `CREATE TABLE departures (note TEXT);
     CREATE TRIGGER departure AFTER DELETE ON tenant_users BEGIN INSERT INTO departures VALUES (old.username); END`,
  );
});

function change(file: string, sql: string): void {
  const database = new Database(file, { timeout: 5_000 });
  database.exec(sql);
  database.close();
}
