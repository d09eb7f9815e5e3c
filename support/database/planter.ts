import Database from 'better-sqlite3';

/** A table as SQLite describes it. */
interface Column {
  readonly name: string;
  readonly type: string;
  readonly notnull: number;
  readonly pk: number;
}

/** Writes rows that MaiMBot would have written in other circumstances. For the sandbox's database, never for one that people use. */
export class Planter {
  constructor(private readonly path: string) {}

  /** A row with these values; columns that must not be null and are not given get a blank or a zero. */
  row(table: string, given: Readonly<Record<string, string | number | null>>): void {
    this.write((database) => {
      const columns = database
        .prepare<[string], Column>('SELECT name, type, "notnull", pk FROM pragma_table_info(?)')
        .all(table);
      const row = Object.fromEntries(
        columns
          .filter(({ pk, notnull, name }) => pk === 0 && (notnull === 1 || name in given))
          .map(({ name, type }) => [name, given[name] ?? (type === 'TEXT' ? '' : 0)]),
      );
      const names = Object.keys(row);
      database
        .prepare(
          `INSERT INTO "${table}" (${names.map((name) => `"${name}"`).join(', ')}) VALUES (${names.map((name) => `@${name}`).join(', ')})`,
        )
        .run(row);
    });
  }

  /** A table that MaiMBot does not have today. */
  createTable(table: string, columns: readonly string[]): void {
    this.write((database) =>
      database.exec(
        `CREATE TABLE "${table}" (id INTEGER PRIMARY KEY, ${columns.map((column) => `"${column}" TEXT`).join(', ')})`,
      ),
    );
  }

  dropTable(table: string): void {
    this.write((database) => database.exec(`DROP TABLE "${table}"`));
  }

  private write(work: (database: Database.Database) => void): void {
    const database = new Database(this.path, { fileMustExist: true, timeout: 10_000 });
    try {
      work(database);
    } finally {
      database.close();
    }
  }
}
