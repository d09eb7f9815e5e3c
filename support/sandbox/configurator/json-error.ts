/** Where and why a text is not JSON, in the words of Python's json module. */
export interface JsonError {
  /** In code points from the start. */
  readonly position: number;
  readonly reason: string;
}

/** A text is nested deeper than the reader goes. */
export class TooDeepError extends Error {
  override readonly name = 'TooDeepError';
}

/** Python's json module gives up near its recursion limit, 1000. */
export const DEEPEST = 1000;

/** Finds the first mistake in a text that is not JSON; undefined when there is none. Throws a TooDeepError. */
export function jsonError(text: string): JsonError | undefined {
  try {
    const reader = new Reader(text);
    reader.value(0);
    reader.end();
    return undefined;
  } catch (error) {
    if (error instanceof Mistake) {
      return { position: Array.from(text.slice(0, error.index)).length, reason: error.message };
    }
    throw error;
  }
}

class Mistake extends Error {
  constructor(
    message: string,
    readonly index: number,
  ) {
    super(message);
  }
}

class Reader {
  private index = 0;

  constructor(private readonly text: string) {}

  value(depth: number): void {
    if (depth > DEEPEST) throw new TooDeepError(`nested deeper than ${DEEPEST}`);
    this.blanks();
    switch (this.text[this.index]) {
      case '{':
        this.object(depth);
        return;
      case '[':
        this.list(depth);
        return;
      case '"':
        this.string();
        return;
      default:
        if (!this.take(/(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?|null|true|false)/y)) {
          this.fail('Expecting value');
        }
    }
  }

  end(): void {
    this.blanks();
    if (this.index < this.text.length) this.fail('Extra data');
  }

  private object(depth: number): void {
    this.index++;
    this.blanks();
    if (this.take(/}/y)) return;
    for (;;) {
      this.blanks();
      if (this.text[this.index] !== '"') this.fail('Expecting property name enclosed in double quotes');
      this.string();
      this.blanks();
      if (!this.take(/:/y)) this.fail("Expecting ':' delimiter");
      this.value(depth + 1);
      this.blanks();
      if (this.take(/}/y)) return;
      if (!this.take(/,/y)) this.fail("Expecting ',' delimiter");
    }
  }

  private list(depth: number): void {
    this.index++;
    this.blanks();
    if (this.take(/\]/y)) return;
    for (;;) {
      this.value(depth + 1);
      this.blanks();
      if (this.take(/\]/y)) return;
      if (!this.take(/,/y)) this.fail("Expecting ',' delimiter");
    }
  }

  private string(): void {
    const start = this.index++;
    for (;;) {
      const char = this.text[this.index];
      if (char === undefined) this.fail('Unterminated string starting at', start);
      if (char < ' ') this.fail('Invalid control character at');
      this.index++;
      if (char === '"') return;
      if (char === '\\') this.escape(start);
    }
  }

  private escape(start: number): void {
    const backslash = this.index - 1;
    if (this.index >= this.text.length) this.fail('Unterminated string starting at', start);
    if (this.take(/u/y)) {
      if (!this.take(/[0-9a-fA-F]{4}/y)) this.fail('Invalid \\uXXXX escape', backslash + 1);
    } else if (!this.take(/["\\/bfnrt]/y)) {
      this.fail('Invalid \\escape', backslash);
    }
  }

  private blanks(): void {
    this.take(/[ \t\n\r]*/y);
  }

  private take(pattern: RegExp): boolean {
    pattern.lastIndex = this.index;
    const found = pattern.exec(this.text);
    this.index += found?.[0].length ?? 0;
    return found !== null;
  }

  private fail(reason: string, index = this.index): never {
    throw new Mistake(reason, index);
  }
}
