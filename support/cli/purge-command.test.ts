import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { makeIdentifier } from '../basics/identifiers';
import { Ledger } from '../cleanup';
import { Planter } from '../database/planter';
import { type StoredRow, StoredRows } from '../database/stored-rows';
import { identify } from '../processes';
import { RunFolder } from '../run/run-folder';
import { soundSeams } from '../sandbox/seams';
import { openStore } from '../sandbox/store';
import { callCommand, type Outcome } from './testing/call';

const RUN = '20261122_160530_k3x9q2';

describe('maimbot-acceptance purge', function () {
  this.timeout(60_000);
  let reports: string;
  let database: string;
  const tenants = { mine: makeIdentifier('tenant'), other: makeIdentifier('tenant') };
  const users = { mine: makeIdentifier('user'), other: makeIdentifier('user') };

  beforeEach(async () => {
    reports = mkdtempSync(path.join(tmpdir(), 'purge-'));
    database = path.join(reports, 'MaiBot.db');
    (await openStore(database, soundSeams)).close();
    const planter = new Planter(database);
    for (const [who, username] of [
      ['mine', 'testuser_1'],
      ['other', 'testuser_10'],
    ] as const) {
      planter.row('tenant_users', {
        tenant_id: tenants[who],
        user_id: users[who],
        username,
        api_key: `key of ${who}`,
      });
      planter.row('messages', { tenant_id: tenants[who], user_id: users[who] });
    }
  });
  afterEach(() => {
    rmSync(reports, { recursive: true, force: true });
  });

  async function purge(...args: string[]): Promise<Outcome> {
    return callCommand(['purge', ...args], { MAIMBOT_REPORTS: reports });
  }

  function stored(): StoredRow[] {
    const rows = new StoredRows(database);
    try {
      return rows.tables().flatMap((table) => rows.where(table, {}));
    } finally {
      rows.close();
    }
  }

  const left = (who: 'mine' | 'other'): string[] =>
    stored()
      .filter(({ cells }) => cells.tenant_id === tenants[who])
      .map(({ table }) => table);

  function writeLedger(): Ledger {
    const ledger = Ledger.create(path.join(reports, 'runs', RUN, 'ledger.jsonl'), {
      runId: RUN,
      databasePath: database,
      mode: 'sandbox',
      urls: { configurator: 'http://x', reply: 'ws://x' },
      prefix: 'testuser',
      startedAt: new Date().toISOString(),
    });
    ledger.userIntended('testuser_1');
    ledger.userRegistered({ username: 'testuser_1', tenantId: tenants.mine, userId: users.mine });
    return ledger;
  }

  describe('called wrongly', () => {
    // Each is refused with 2, one message, no stack, and changes nothing.
    const refused: [string, () => string[], RegExp][] = [
      [
        'no option',
        () => ['--database', database],
        /^purge: give exactly one of --run, --tenant, --prefix and --users$/,
      ],
      [
        'two options',
        () => ['--prefix', 'testuser_', '--tenant', tenants.mine, '--database', database],
        /^purge: give exactly one of/,
      ],
      [
        'no database',
        () => ['--prefix', 'testuser_'],
        /^purge: which database\? Give --database, or set MAIMBOT_DATABASE$/,
      ],
      [
        'an unknown run',
        () => ['--run', 'no_such_run'],
        /^purge: there is no run "no_such_run" that left anything; no run did$/,
      ],
      ['a short prefix', () => ['--prefix', 'te', '--database', database], /"te"/],
      [
        'a users file that is none',
        () => ['--users', path.join(reports, 'x.json'), '--database', database],
        /x\.json holds no users/,
      ],
      [
        'a users file that is not there',
        () => ['--users', 'nowhere.json', '--database', database],
        /^purge: nowhere\.json cannot be read as JSON: ENOENT/,
      ],
      ['an unknown option', () => ['--everything'], /^error: unknown option '--everything'/],
    ];
    for (const [what, args, message] of refused) {
      it(`with ${what}, it says so, ends with 2 and removes nothing`, async () => {
        writeFileSync(path.join(reports, 'x.json'), '{"users":[{"name":"testuser_1"}]}');
        const before = stored();
        const { code, out, err } = await purge(...args());
        expect(err)
          .to.match(message)
          .and.not.match(/\n\s+at /);
        expect({ code, out }).to.deep.equal({ code: 2, out: '' });
        expect(stored()).to.deep.equal(before);
      });
    }

    it('with an unknown run, it names those that there are', async () => {
      writeLedger();
      expect(await purge('--run', 'other')).to.deep.include({
        code: 2,
        err: `purge: there is no run "other" that left anything; there are ${RUN}`,
      });
    });

    it('with a database that does not exist, it says so and makes none', async () => {
      const nowhere = path.join(reports, 'nowhere.db');
      const { code, err } = await purge('--prefix', 'testuser_', '--database', nowhere);
      expect(code).to.equal(2);
      expect(err)
        .to.contain('nowhere.db')
        .and.not.match(/\n\s+at /);
      expect(existsSync(nowhere)).to.equal(false);
    });
  });

  it('changes nothing in a dry run, and says what it would remove', async () => {
    writeLedger();
    const before = stored();
    const { code, out } = await purge('--run', RUN, '--dry-run');
    expect(code).to.equal(0);
    expect(out)
      .to.contain('1 users: testuser_1')
      .and.to.contain('rows that are theirs:')
      .and.to.contain('rows would be removed; nothing was changed');
    expect(out)
      .to.match(/messages +1\n/)
      .and.not.contain('nothing is left');
    expect(stored()).to.deep.equal(before);
    expect((await purge('--run', RUN)).code).to.equal(0);
  });

  it('removes what a run left, and then the run itself', async () => {
    writeLedger();
    const { code, out } = await purge('--run', RUN);
    expect(out)
      .to.match(/rows that are theirs:[^]*tenant_users +1\n[^]*2 rows removed, nothing is left/)
      .and.to.contain('nothing is left\nreport: ');
    expect(code).to.equal(0);
    expect(left('mine')).to.deep.equal([]);
    expect(left('other')).to.have.members(['tenant_users', 'messages']);
    expect(readdirSync(path.join(reports, 'runs'))).to.deep.equal([]);
    expect(readdirSync(reports).filter((name) => name.startsWith('cleanup_report_'))).to.have.length(1);
    expect((await purge('--run', RUN)).code).to.equal(2);
  });

  it('tells a program what it removed, or would', async () => {
    writeLedger();
    const told = async (...more: string[]): Promise<unknown> =>
      JSON.parse((await purge('--run', RUN, '--json', ...more)).out);
    expect(await told('--dry-run')).to.deep.include({
      dry_run: true,
      rows: { tenant_users: 1, messages: 1 },
      complete: false,
    });
    expect(await told()).to.deep.include({
      dry_run: false,
      rows: { tenant_users: 1, messages: 1 },
      complete: true,
    });
  });

  it('lets a run alone that is still going on', async () => {
    writeLedger();
    const owner = identify(process.pid) ?? expect.fail('this process is unknown');
    const facts = {
      runId: RUN,
      startedAt: new Date().toISOString(),
      mode: 'sandbox',
      cleanup: true,
      busyTimeoutMs: 1,
      logLevel: 'info',
      owner,
      reports: {},
    } as const;
    RunFolder.of(reports, facts.runId).begin(facts);
    const { code, err } = await purge('--run', RUN);
    expect([code, err]).to.deep.equal([2, `purge: run "${RUN}" is still going on, or is being finished`]);
    expect(left('mine')).to.have.length(2);
  });

  it('removes the users of a tenant, and of a list or a results file', async () => {
    expect((await purge('--tenant', tenants.mine, '--database', database)).code).to.equal(0);
    expect(left('mine')).to.deep.equal([]);
    expect(left('other')).to.have.length(2);
    const user = { username: 'testuser_10', tenant_id: tenants.other, user_id: users.other };
    const file = path.join(reports, 'results.json');
    writeFileSync(file, JSON.stringify({ success: true, user_creation: { test_data: { users: [user] } } }));
    const { code, out } = await purge('--users', file, '--database', database);
    expect(out).to.contain('1 users: testuser_10');
    expect(code).to.equal(0);
    expect(left('other')).to.deep.equal([]);
  });

  it('removes the users whose name begins with the prefix, and nobody else', async () => {
    const { code } = await purge('--prefix', 'testuser_10', '--database', database);
    expect(code).to.equal(0);
    expect(left('other')).to.deep.equal([]);
    expect(left('mine')).to.have.length(2);
    expect((await purge('--prefix', 'testuser_10', '--database', database)).out).to.match(
      /^no user matches\nin .*\nno row is theirs\n0 rows removed, nothing is left/,
    );
  });

  it("says that MaiMBot's own file still names the user, and leaves it as it is", async () => {
    const file = path.join(reports, 'local_store.json');
    const text = JSON.stringify({ name_mapping: { [`u${users.mine}`]: ['testuser_1', 1.5] } });
    writeFileSync(file, text);
    const { code, out } = await purge('--tenant', tenants.mine, '--database', database);
    expect(code).to.equal(0);
    expect(out).to.contain(
      "nothing is left; MaiMBot's own local_store.json still has 2 of the names, and is left as it is",
    );
    expect(readFileSync(file, 'utf8')).to.equal(text);
  });
});
