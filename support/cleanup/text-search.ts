const SHAPE = /^(?:(?:tenant|user|agent)_[0-9a-f]{16}|[0-9a-f]{32})$/;
const HEX_RUN = /[0-9a-f]{16,}/g;
const PREFIXES = ['tenant_', 'user_', 'agent_'];
const DIGITS = 16;
const MD5_LENGTH = 32;

/** Whether the identifier has a shape that MaiMBot gives: a prefix and 16 hex digits, or an MD5. */
export function hasKnownShape(identifier: string): boolean {
  return SHAPE.test(identifier);
}

/**
 * Finds identifiers of MaiMBot's shapes anywhere in a text, however they are surrounded.
 * The cost does not grow with their number.
 */
export class IdentifierSearch {
  readonly #identifiers = new Set<string>();

  /** Adds an identifier; one without a known shape is not found. */
  add(identifier: string): void {
    this.#identifiers.add(identifier);
  }

  firstIn(text: string): string | undefined {
    const { value } = this.#occurrences(text).next();
    return value ?? undefined;
  }

  /** Every identifier that the text contains, once. */
  allIn(text: string): string[] {
    return [...new Set(this.#occurrences(text))];
  }

  *#occurrences(text: string): Generator<string, undefined> {
    for (const run of text.matchAll(HEX_RUN)) yield* this.#aroundRun(text, run.index, run[0].length);
    return undefined;
  }

  /** The identifiers whose hex digits are in the run of hex digits at `start`. */
  *#aroundRun(text: string, start: number, length: number): Generator<string, void> {
    for (const prefix of PREFIXES) {
      if (start < prefix.length) continue;
      const candidate = text.slice(start - prefix.length, start + DIGITS);
      if (this.#identifiers.has(candidate)) yield candidate;
    }
    for (let offset = 0; offset + MD5_LENGTH <= length; offset++) {
      const candidate = text.slice(start + offset, start + offset + MD5_LENGTH);
      if (this.#identifiers.has(candidate)) yield candidate;
    }
  }
}

// Letters of a script written without spaces: next to one, a Latin word ends. MaiMBot itself writes
// `<username>的租户`, and a test's group is called `<username>的测试群`.
const IDEOGRAPH = /^\p{Ideographic}$/u;
const WORD_CHARACTER = /^[\p{L}\p{N}\p{M}_]$/u;
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;
const START_LENGTH = 3;

/**
 * Finds texts in a text, anywhere or as whole words only.
 * The cost grows with the number of their different lengths and beginnings, not with their number.
 */
export class TextSearch {
  readonly #wanted: ReadonlySet<string>;
  readonly #lengths: readonly number[];
  readonly #starts: RegExp | undefined;
  readonly #wholeWords: boolean;

  private constructor(wanted: readonly string[], wholeWords: boolean) {
    this.#wanted = new Set(wanted.filter((text) => text !== ''));
    this.#wholeWords = wholeWords;
    const parts = [...this.#wanted].filter((text) => !wholeWords || LETTER_OR_DIGIT.test(text));
    this.#lengths = [...new Set(parts.map(({ length }) => length))];
    const starts = [...new Set(parts.map((text) => escapeForRegExp(text.slice(0, START_LENGTH))))];
    this.#starts = starts.length > 0 ? new RegExp(starts.join('|'), 'g') : undefined;
  }

  static anywhere(wanted: readonly string[]): TextSearch {
    return new TextSearch(wanted, false);
  }

  /**
   * `testuser_1` is not in `testuser_10`, but it is in `testuser_1的租户`.
   * A name without letters and digits, such as three blanks, is only found as the whole text.
   */
  static wholeWords(wanted: readonly string[]): TextSearch {
    return new TextSearch(wanted, true);
  }

  /** Everything wanted that the text contains, once. */
  allIn(text: string): string[] {
    const found = new Set<string>();
    if (this.#wanted.has(text)) found.add(text);
    const starts = this.#starts;
    if (!starts) return [...found];
    starts.lastIndex = 0;
    for (let match = starts.exec(text); match; match = starts.exec(text)) {
      const start = match.index;
      // The next start may lie within this one.
      starts.lastIndex = start + 1;
      for (const length of this.#lengths) {
        const part = text.slice(start, start + length);
        if (!this.#wanted.has(part)) continue;
        if (!this.#wholeWords || isWhole(text, start, start + length)) found.add(part);
      }
    }
    return [...found];
  }
}

function isWhole(text: string, start: number, end: number): boolean {
  return (
    !continues(characterBefore(text, start), characterAt(text, start)) &&
    !continues(characterAt(text, end), characterBefore(text, end))
  );
}

/** Whether `neighbour` makes one word with the character at the edge of the name. */
function continues(neighbour: string, edge: string): boolean {
  if (!WORD_CHARACTER.test(neighbour)) return false;
  return !IDEOGRAPH.test(neighbour) || IDEOGRAPH.test(edge);
}

function characterAt(text: string, index: number): string {
  const point = text.codePointAt(index);
  return point === undefined ? '' : String.fromCodePoint(point);
}

function characterBefore(text: string, index: number): string {
  const second = text.charCodeAt(index - 1);
  const paired = second >= 0xdc00 && second <= 0xdfff && index >= 2;
  return index === 0 ? '' : characterAt(text, paired ? index - 2 : index - 1);
}

function escapeForRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
}
