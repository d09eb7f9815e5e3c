import type { Connection } from './database';
import { learnIdentifiers, NAMES_RUN, registerNamesRun } from './identify';
import { Judge } from './judge';
import { findOwners, type Owners, type PurgeTarget } from './owners';
import type { LeftBehind } from './purge-report';
import { RunIdentifiers } from './run-identifiers';
import { readSchema, type Table } from './schema';
import { describeKey, type RowKey, TableRows } from './table-rows';
import { usageCorrections, type UsageCorrection } from './usage-counts';

/** The rows of one table that are to go. */
export interface DoomedRows {
  readonly rows: TableRows;
  readonly keys: readonly RowKey[];
}

/** All that a purge changes, and what it leaves; valid within the transaction in which it was made. */
export interface PurgePlan {
  readonly owners: Owners;
  readonly identifiers: RunIdentifiers;
  readonly doomed: readonly DoomedRows[];
  readonly usage: readonly UsageCorrection[];
  readonly left: readonly LeftBehind[];
}

/** Finds out what a purge of the target must change. Only reads. */
export function planPurge(db: Connection, target: PurgeTarget): PurgePlan {
  const schema = readSchema(db);
  const identifiers = new RunIdentifiers();
  const owners = findOwners(db, target, identifiers);
  const left: LeftBehind[] = owners.left.map((user) => ({ kind: 'user', ...user }));
  const judge = new Judge(db, identifiers);
  registerNamesRun(db, identifiers);
  learnIdentifiers(db, schema, identifiers, judge);
  const doomed = schema.map((table) => sortOut(new TableRows(db, table), judge, left));
  const goingTemplates = templatesAmong(doomed);
  const { corrections, unclear } = usageCorrections(db, schema, owners.owners, owners.agents);
  const usage = corrections.filter(({ templateId }) => !goingTemplates.has(templateId));
  left.push(...unclear.map((agent) => ({ kind: 'usage' as const, ...agent })));
  left.push(...strayTemplates(db, schema, owners.templateIds, goingTemplates));
  return { owners, identifiers, doomed, usage, left };
}

/** The rows of a table that name the run: those that go, and, added to `left`, those that stay. */
function sortOut(rows: TableRows, judge: Judge, left: LeftBehind[]): DoomedRows {
  const { table } = rows;
  const keys = rows.matching(NAMES_RUN).filter((key) => {
    const row = rows.get(key);
    const verdict = row && judge.judge(table, row);
    if (verdict?.reason !== undefined) {
      const { column, identifier, reason } = verdict;
      left.push({ kind: 'row', table: table.name, row: describeKey(key), column, identifier, reason });
    }
    return verdict?.ours;
  });
  return { rows, keys };
}

function templatesAmong(doomed: readonly DoomedRows[]): Set<unknown> {
  const templates = doomed.find(({ rows }) => rows.table.name === 'agent_templates');
  return new Set(templates?.keys.map((key) => templates.rows.get(key)?.template_id));
}

/** Templates that the run meant to create and that stay, because nobody of the run is their author. */
function strayTemplates(
  db: Connection,
  schema: readonly Table[],
  templateIds: readonly string[],
  going: ReadonlySet<unknown>,
): LeftBehind[] {
  const table = schema.find(({ name }) => name === 'agent_templates');
  if (!table?.columns.some(({ name }) => name === 'template_id')) return [];
  const existing = db.prepare('SELECT template_id FROM agent_templates').pluck().all();
  const reason = 'the run meant to create it, but its author is nobody of the run';
  return templateIds
    .filter((templateId) => existing.includes(templateId) && !going.has(templateId))
    .map((templateId) => ({ kind: 'template', templateId, reason }));
}
