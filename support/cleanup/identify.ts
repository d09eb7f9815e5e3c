import type { Connection } from './database';
import { columnsOf, type Judge, type Verdict } from './judge';
import type { RunIdentifiers } from './run-identifiers';
import type { Table } from './schema';
import { CELL_SEPARATOR, cellText, type Cells, TableRows } from './table-rows';

/** The SQL function that tells whether a text names an identifier of the run, or is the name of one of its users. */
export const NAMES_RUN = 'names_run';

/** Makes `names_run(cells)` known to the connection; it follows the identifiers as they grow. */
export function registerNamesRun(db: Connection, identifiers: RunIdentifiers): void {
  const names = (text: string): boolean =>
    identifiers.firstIn(text) !== undefined ||
    text.split(CELL_SEPARATOR).some((cell) => identifiers.isName(cell));
  db.function(NAMES_RUN, { directOnly: true }, (text: unknown) =>
    typeof text === 'string' && names(text) ? 1 : 0,
  );
}

type Learn = (row: Cells, table: Table) => void;

/**
 * Adds the agents, streams and persons of the run's tenants and users to the identifiers, and what
 * these lead to in turn, until nothing new is found.
 */
export function learnIdentifiers(
  db: Connection,
  schema: readonly Table[],
  identifiers: RunIdentifiers,
  judge: Judge,
): void {
  const lessons: Readonly<Record<string, Learn>> = {
    agents: (row) => {
      if (identifiers.has(row.tenant_id)) identifiers.add('agent', row.agent_id);
    },
    chat_streams: (row, table) => {
      if (!isOwnStream(table, row, judge.judge(table, row), identifiers, judge)) return;
      for (const column of columnsOf(table, 'stream')) identifiers.add('stream', row[column]);
    },
    person_info: (row, table) => {
      // A stranger who spoke with an agent of the run is still not a person of the run.
      const names = columnsOf(table, 'user').some(
        (column) => identifiers.firstIn(cellText(row[column]) ?? '') !== undefined,
      );
      if (names && judge.judge(table, row)?.ours) identifiers.add('person', row.person_id);
    },
  };
  const tables = schema.filter(({ name }) => name in lessons).map((table) => new TableRows(db, table));
  let before: number;
  do {
    before = identifiers.count();
    for (const rows of tables) {
      for (const key of rows.matching(NAMES_RUN)) {
        const row = rows.get(key);
        if (row) lessons[rows.table.name]?.(row, rows.table);
      }
    }
  } while (identifiers.count() > before);
}

function isOwnStream(
  table: Table,
  row: Cells,
  verdict: Verdict | undefined,
  identifiers: RunIdentifiers,
  judge: Judge,
): boolean {
  if (!verdict?.ours) return false;
  if (judge.strangerOf(table, row) === undefined) return true;
  // A user of the run spoke under another tenant: the stream is the run's unless it is a group of theirs.
  const groups = columnsOf(table, 'group').map((column) => cellText(row[column]) ?? '');
  return groups.every((group) => group === '' || identifiers.firstIn(group) !== undefined);
}
