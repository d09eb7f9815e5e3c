import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { expect } from 'chai';
import {
  type EndedRun,
  MISHAPS,
  nothingLeft,
  nothingRuns,
  removeTemporaryFolders,
  runCucumber,
  temporaryFolder,
} from './testing/cucumber-run';

const STACK_TRACE = /^\s+at .*:\d+:\d+/m;

/** The run has ended before its first scenario, saying why, and nothing of it is left. */
async function expectNoBeginning({ exitCode, stdout, stderr, reports }: EndedRun, code = 1): Promise<void> {
  expect(exitCode).to.equal(code);
  expect(stdout).to.equal('');
  expect(stderr)
    .to.match(/^the run cannot begin: /)
    .and.not.to.match(STACK_TRACE);
  expect(reports.names).to.deep.equal(['logs', 'runs']);
  expect(reports.runs).to.deep.equal([]);
  await nothingLeft(reports);
}

/** A feature file in a folder of its own. */
function featureFile(text: string): string {
  const file = path.join(temporaryFolder(), 'some.feature').replaceAll('\\', '/');
  writeFileSync(file, text);
  return file;
}

describe('A run whose backends do not come up', function () {
  this.timeout(60_000);
  after(removeTemporaryFolders);

  it('is refused with who has the port, when one is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = String(typeof address === 'object' ? address?.port : undefined);
    const run = await runCucumber([], { MAIMBOT_CONFIG_PORT: port });
    server.close();
    await expectNoBeginning(run, 2);
    expect(run.stderr).to.match(
      new RegExp(
        `the sandbox cannot be started:\n {2}${port} is held by .+: end that process yourself if it may go`,
      ),
    );
  });

  it('ends at once with the last lines of the log, when the database is none', async () => {
    const database = path.join(temporaryFolder(), 'MaiBot.db');
    writeFileSync(database, 'a letter, not a database');
    const run = await runCucumber([], { MAIMBOT_DATABASE: database });
    await expectNoBeginning(run);
    expect(run.stderr).to.match(/ended with code 1; the last lines of .*\.log:\n.*file is not a database/);
  });
});

describe('A run whose backend dies', function () {
  this.timeout(60_000);
  after(removeTemporaryFolders);

  it('fails the scenarios that come after, saying so, and still removes what it made', async () => {
    const run = await runCucumber([
      ...MISHAPS,
      '--tags',
      '@backend-dies or @backend-is-dead',
      '--order',
      'defined',
    ]);
    expect(run.exitCode).to.equal(1);
    expect(run.stdout).to.match(/^2 scenarios \(1 failed, 1 passed\)$/m);
    expect(run.stdout).to.match(
      /BackendDied: this scenario needs both backends, but during the run the reply backend \(process \d+\) was ended/,
    );
    expect(run.stdout).to.match(/clean-up: [1-9]\d* rows .* removed, nothing is left/);
    expect(run.reports.runs).to.deep.equal([]);
    await nothingRuns(run.reports.folder);
  });

  it('is not a success even if no scenario has noticed', async () => {
    const run = await runCucumber([...MISHAPS, '--tags', '@backend-dies']);
    expect(run.stdout)
      .to.match(/^1 scenario \(1 passed\)$/m)
      .and.to.contain('nothing is left');
    expect(run.exitCode).to.equal(1);
    expect(run.stderr).to.match(/during the run the reply backend \(process \d+\) was ended/);
  });
});

describe('A run that cucumber-js itself gives up', function () {
  this.timeout(60_000);
  after(removeTemporaryFolders);

  it('names the file and the line of a feature that cannot be parsed', async () => {
    const run = await runCucumber([featureFile('Feature: x\n\n  Scenario: y\n    Given a\n  Examples\n')]);
    expect(run.exitCode).to.equal(1);
    expect(run.stderr)
      .to.match(/^Parse error in ".*some\.feature" \(5:3\)/m)
      .and.not.to.match(STACK_TRACE);
    expect(run.reports.runs).to.deep.equal([]);
    await nothingRuns(run.reports.folder);
  });

  it('shows how to write a step that nobody has defined, and runs the given feature alone', async () => {
    const run = await runCucumber([
      featureFile('Feature: x\n\n  Scenario: y\n    Given nobody has defined this\n'),
    ]);
    expect(run.exitCode).to.equal(1);
    expect(run.stdout).to.match(/^1 scenario \(1 undefined\)$/m);
    expect(run.stdout).to.contain("Given('nobody has defined this', function () {");
    expect(run.stdout).to.match(/^\(other\) +0 passed, 1 not run to the end$/m);
    expect(run.stderr).to.equal('');
    expect(run.reports.runs).to.deep.equal([]);
    await nothingRuns(run.reports.folder);
  });

  it('is refused at once when a tag expression makes no sense', async () => {
    const run = await runCucumber(['--tags', '@smoke and and']);
    expect(run.exitCode).to.equal(2);
    expect(run.stderr).to.match(/^--tags .*@smoke and and.*; write it as "@dialogue and not @sandbox"$/);
    expect(run.reports.names).to.deep.equal([]);
  });
});
