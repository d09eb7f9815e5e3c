/** What a row gives for a field: a value, or that the field is left out. */
export type Given = { readonly left: 'out' } | { readonly left: 'in'; readonly value: unknown };

/** The words that stand for something which only the running scenario knows. */
export interface OwnWords {
  /** Stands for `{own}`: a name that no other user, run or scenario has. */
  readonly own: string;
  /** Stands for `{rare}`: three characters that hardly anybody else has for a name. */
  readonly rare: string;
}

/** A value of a table is not written in the notation that tables are read by. */
export class NotationError extends Error {
  override readonly name = 'NotationError';

  constructor(notation: string, why: string) {
    super(
      `${JSON.stringify(notation)} is no value: ${why}\n` +
        'write one of: missing (the field is left out) · null · true · 42 · "text" · ["a list"] · {"an": "object"} · ' +
        '"text" × 101 (repeated) · "text" filled to 50 (its last character repeated until there are 50); ' +
        'in a text, \\u0000 is a character by its number, {own} a name of the user alone, {rare} three rare characters',
    );
  }
}

const LONGEST = 20_000_000;
const REPEATED = /^("(?:[^"\\]|\\.)*")\s*(?:×\s*(?<times>\d+)|filled to\s+(?<length>\d+))$/su;

/**
 * Reads a value as testers write it into a table (see NotationError for what is understood).
 * @throws NotationError
 */
export function readValue(notation: string, words: OwnWords): Given {
  const text = notation.trim();
  if (text === 'missing') return { left: 'out' };
  const repeated = REPEATED.exec(text);
  if (!repeated) return { left: 'in', value: fillIn(parse(text, notation), words) };
  const { times, length } = repeated.groups ?? {};
  const seed = fillIn(parse(repeated[1] ?? '', notation), words);
  if (typeof seed !== 'string') throw new NotationError(notation, 'only a text can be repeated');
  return { left: 'in', value: grow(seed, notation, times, length) };
}

/** A request's body, or a frame, as it goes out: undefined for none. */
export type RawContent = string | Buffer | undefined;

/**
 * Reads what is sent as it stands: `nothing`, `bytes ff fe` (in hex), `"text" × 1000` (the text, without its quotes,
 * so often) and anything else as it is written.
 * @throws NotationError
 */
export function readRaw(notation: string, words: OwnWords): RawContent {
  if (notation === 'nothing') return undefined;
  const hex = /^bytes((?: [0-9a-f]{2})+)$/.exec(notation)?.[1];
  if (hex !== undefined) return Buffer.from(hex.replaceAll(' ', ''), 'hex');
  if (!REPEATED.test(notation)) return notation;
  const given = readValue(notation, words);
  return given.left === 'in' ? String(given.value) : undefined;
}

/** The draft with one field, named by its path, replaced, added or left out; the draft itself stays as it was. */
export function withField(
  draft: Readonly<Record<string, unknown>>,
  path: readonly string[],
  given: Given,
): Record<string, unknown> {
  const [field = '', ...rest] = path;
  const { [field]: inner, ...others } = draft;
  if (rest.length > 0) {
    if (!isObject(inner))
      throw new Error(`there is no ${rest.join('.')} in a draft that has no object ${field}`);
    return { ...draft, [field]: withField(inner, rest, given) };
  }
  return given.left === 'out' ? others : { ...draft, [field]: given.value };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parse(text: string, notation: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new NotationError(notation, error instanceof Error ? error.message : String(error));
  }
}

function grow(seed: string, notation: string, times?: string, length?: string): string {
  const characters = Array.from(seed);
  const wanted = times === undefined ? Number(length) : Number(times) * characters.length;
  if (wanted > LONGEST) throw new NotationError(notation, `more than ${LONGEST} characters are too many`);
  if (times !== undefined) return seed.repeat(Number(times));
  const last = characters.at(-1);
  if (last === undefined || characters.length > wanted)
    throw new NotationError(
      notation,
      `a text of ${characters.length} characters cannot be filled to ${wanted}`,
    );
  return seed + last.repeat(wanted - characters.length);
}

function fillIn(value: unknown, words: OwnWords): unknown {
  if (typeof value === 'string') return value.replaceAll('{own}', words.own).replaceAll('{rare}', words.rare);
  if (Array.isArray(value)) return value.map((item) => fillIn(item, words));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, fillIn(inner, words)]));
}
