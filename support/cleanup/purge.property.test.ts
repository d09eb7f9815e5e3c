import { expect } from 'chai';
import * as fc from 'fast-check';
import { PurgeFailedError } from './errors';
import { purge } from './purge';
import { type RandomDatabase, randomDatabase } from './random-database';
import { auditResidue } from './residue';
import { type Snapshot, TestDatabase } from './test-database';
import { TEMPLATES } from './test-traces';

const CASES = Number(process.env.PURGE_CASES ?? 200);

describe(`A purge of random databases full of lookalikes (${CASES} cases)`, function () {
  this.timeout(0);

  function holds(check: (made: RandomDatabase, database: TestDatabase) => void, cases = CASES): void {
    fc.assert(
      fc.property(randomDatabase, (made) => {
        const database = new TestDatabase();
        try {
          for (const addition of made.additions) database.exec(addition);
          database.insert(...made.rows.map(({ table, row }) => [table, row] as const));
          check(made, database);
        } finally {
          database.remove();
        }
      }),
      { numRuns: cases },
    );
  }

  it('removes exactly the rows of the run, sets the usage counts back, and does so once', () => {
    holds((made, database) => {
      const before = database.snapshot();
      const dry = purge(database.path, made.target, { dryRun: true });
      expect(database.snapshot(), 'after a dry run').to.deep.equal(before);

      const { removed, left, identifiers, usage } = purge(database.path, made.target);
      const after = database.snapshot();
      expect(after).to.deep.equal(expectedAfter(made, before));
      expect(dry).to.deep.include({ removed, left, identifiers, usage });
      expect(removed).to.deep.equal(countByTable(made));
      expect(left).to.have.length(made.rows.filter(({ fate }) => fate === 'quoting').length);

      expect(purge(database.path, made.target).removed, 'the second time').to.deep.equal({});
      expect(database.snapshot(), 'after a second purge').to.deep.equal(after);
    });
  });

  it('leaves nothing that the audit finds but what strangers quote, all of which it finds', () => {
    holds(
      (made, database) => {
        const { identifiers, left } = purge(database.path, made.target);
        const found = auditResidue(database.path, identifiers, []);
        const places = (rows: readonly { table: string; column: string; row: string }[]): string[] =>
          rows.map(({ table, column, row }) => `${table}.${column}.${row}`);
        expect(places(found)).to.have.members(
          places(left.flatMap((one) => (one.kind === 'row' ? [one] : []))),
        );
      },
      Math.ceil(CASES / 4),
    );
  });

  it('changes nothing at all when it fails half way', () => {
    holds(
      (made, database) => {
        const tables = Object.keys(countByTable(made));
        const table = (tables.at(made.rows.length % tables.length) ?? '').replaceAll('"', '""');
        database.exec(
          `CREATE TRIGGER stop AFTER DELETE ON "${table}" BEGIN SELECT RAISE(ABORT, 'stop'); END`,
        );
        const before = database.snapshot();
        expect(() => purge(database.path, made.target)).to.throw(PurgeFailedError, 'stop');
        expect(database.snapshot()).to.deep.equal(before);
      },
      Math.ceil(CASES / 4),
    );
  });
});

function expectedAfter({ rows, uses }: RandomDatabase, before: Snapshot): Snapshot {
  const expected = Object.fromEntries(
    Object.entries(before).map(([table, cells]) => {
      // Rows stand in the order in which they were inserted, or in that of the numbers they were given.
      const fates = rows
        .filter((row) => row.table === table)
        .sort((one, other) => Number(one.row.n ?? 0) - Number(other.row.n ?? 0))
        .map(({ fate }) => fate);
      return [table, cells.filter((_, index) => fates[index] !== 'run')];
    }),
  );
  expected.agent_templates = (expected.agent_templates ?? []).map((cells) =>
    TEMPLATES.reduce((text, { template_id, usage_count }, index) => {
      if (!text.includes(`"${String(template_id)}"`)) return text;
      const left = Math.max(0, Number(usage_count) - (uses[index] ?? 0));
      return text.replace(`,${String(usage_count)},"你`, `,${left},"你`);
    }, cells),
  );
  return expected;
}

function countByTable({ rows }: RandomDatabase): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { table, fate } of rows) if (fate === 'run') counts[table] = (counts[table] ?? 0) + 1;
  return counts;
}
