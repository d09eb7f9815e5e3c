import Database from 'better-sqlite3';

/** A table as SQLite describes it. */
interface Column {
  readonly name: string;
  readonly type: string;
  readonly notnull: number;
  readonly pk: number;
}

/** A row was to be planted in a table or a column that the database does not have. */
export class PlantingError extends Error {
  override readonly name = 'PlantingError';
}

/** Writes rows that MaiMBot would have written in other circumstances. For the sandbox's database, never for one that people use. */
export class Planter {
  constructor(private readonly path: string) {}

  /**
   * A row with these values; columns that must not be null and are not given get a blank or a zero.
   * @throws PlantingError for a table or a column that does not exist
   */
  row(table: string, given: Readonly<Record<string, string | number | null>>): void {
    this.write((database) => {
      const columns = database
        .prepare<[string], Column>('SELECT name, type, "notnull", pk FROM pragma_table_info(?)')
        .all(table);
      const unknown = Object.keys(given).filter((name) => !columns.some((column) => column.name === name));
      if (columns.length === 0) throw new PlantingError(`nothing can be planted: there is no table ${table}`);
      if (unknown.length > 0)
        throw new PlantingError(
          `nothing can be planted: the table ${table} has no column ${unknown.join(', ')}`,
        );
      const row = Object.fromEntries(
        columns
          .filter(({ pk, notnull, name }) => name in given || (pk === 0 && notnull === 1))
          .map(({ name, type }) => [name, name in given ? given[name] : type === 'TEXT' ? '' : 0]),
      );
      const names = Object.keys(row);
      database
        .prepare(
          `INSERT INTO "${table}" (${names.map((name) => `"${name}"`).join(', ')}) VALUES (${names.map((name) => `@${name}`).join(', ')})`,
        )
        .run(row);
    });
  }

  /**
   * Changes columns of the one row that holds these values.
   * @throws PlantingError when there is not exactly one
   */
  change(
    table: string,
    where: Readonly<Record<string, string>>,
    changes: Readonly<Record<string, string | number>>,
  ): void {
    const equals = (columns: object): string[] => Object.keys(columns).map((column) => `"${column}" = ?`);
    this.write((database) => {
      const { changes: count } = database
        .prepare(`UPDATE "${table}" SET ${equals(changes).join(', ')} WHERE ${equals(where).join(' AND ')}`)
        .run(...Object.values(changes), ...Object.values(where));
      if (count !== 1) throw new PlantingError(`${count} rows of ${table} were changed where one was meant`);
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
