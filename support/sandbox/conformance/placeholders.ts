import { isDeepStrictEqual } from 'node:util';
import { mask } from '../../basics/secrets';
import { codePoints } from '../text';

/**
 * The placeholders of the recordings. `<jwt:1>` stands for the first token of the recording: the same placeholder
 * is the same value wherever it stands, another one of its kind is another value.
 */

/** One place where an actual value is not what the recording says. */
export interface Difference {
  /** Where, such as `body.user_info.email`. */
  readonly path: string;
  /** What is wrong there, in words. */
  readonly problem: string;
  readonly recorded: unknown;
  readonly actual: unknown;
}

/** A request of a recording uses a placeholder that no earlier answer gave a value. */
export class UnboundPlaceholderError extends Error {
  override readonly name = 'UnboundPlaceholderError';
  constructor(placeholder: string) {
    super(`${placeholder} has no value yet: bind it, or replay the exchange that brings it first`);
  }
}

const DIGITS = '\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{6}';

/** What a value of each kind looks like (contract: configurator, identifiers; recordings, placeholders). */
const SHAPES: Readonly<Record<string, string>> = {
  jwt: '[\\w-]+\\.[\\w-]+\\.[\\w-]*',
  tenant: 'tenant_[0-9a-f]{16}',
  user: 'user_[0-9a-f]{16}',
  agent: 'agent_[0-9a-f]{16}',
  apikey: 'mb_[\\w-]{43}',
  uuid: '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}',
  msg_id: '[^\\s:]+',
  message_id: '[^\\s:]+',
  timestamp: DIGITS,
  text: '[^]+',
};

/** Kinds that stand for any value of their shape, a new one each time. */
const FREE = new Set(['timestamp', 'text']);

const PLACEHOLDER = new RegExp(`<(${Object.keys(SHAPES).join('|')})(?::(\\w+))?>`, 'g');
const SECONDS = '<epoch seconds>';
const CUT = /^([^]*)…\((\d+) chars\)$/;

/** The values that the placeholders of one recording have taken so far. */
export class Bindings {
  private readonly values = new Map<string, string>();

  /** Gives a placeholder such as `<jwt:29>` its value. */
  bind(placeholder: string, value: string): void {
    this.values.set(placeholder, value);
  }

  /** The value of a placeholder; throws an UnboundPlaceholderError when it has none. */
  valueOf(placeholder: string): string {
    const value = this.values.get(placeholder);
    if (value === undefined) throw new UnboundPlaceholderError(placeholder);
    return value;
  }

  /**
   * The recorded value with every placeholder replaced by the value bound to it, `<text>` by prose,
   * `<epoch seconds>` by the present; throws an UnboundPlaceholderError.
   * `encode` is applied to values within a text, for instance encodeURIComponent.
   */
  substitute(recorded: unknown, encode: (value: string) => string = (value) => value): unknown {
    if (recorded === SECONDS) return Date.now() / 1000;
    if (typeof recorded === 'string') {
      return recorded.replace(PLACEHOLDER, (placeholder, kind: string) =>
        encode(kind === 'text' ? '一段说明文字' : this.valueOf(placeholder)),
      );
    }
    if (Array.isArray(recorded)) return recorded.map((item: unknown) => this.substitute(item, encode));
    if (!isObject(recorded)) return recorded;
    return Object.fromEntries(
      Object.entries(recorded).map(([key, value]) => [key, this.substitute(value, encode)]),
    );
  }

  /**
   * Compares an actual value with a recorded one, field by field, and binds the placeholders it meets for the first time.
   * A cut text, `abc…(50000 chars)`, matches a text of that many code points that begins so.
   * Nothing is bound when there is any difference, so that one wrong answer does not blame the next.
   */
  compare(recorded: unknown, actual: unknown, path = 'body'): Difference[] {
    const before = new Map(this.values);
    const differences = this.differences(recorded, actual, path);
    if (differences.length > 0) {
      this.values.clear();
      for (const [placeholder, value] of before) this.values.set(placeholder, value);
    }
    return differences;
  }

  private differences(recorded: unknown, actual: unknown, path: string): Difference[] {
    const differ = (problem: string): Difference[] => [{ path, problem, recorded, actual }];
    if (typeof recorded === 'string') {
      const problem = recorded === SECONDS ? notSeconds(actual) : this.textProblem(recorded, actual);
      return problem === undefined ? [] : differ(problem);
    }
    if (Array.isArray(recorded)) {
      if (!Array.isArray(actual)) return differ('is not a list');
      const items: unknown[] = actual;
      if (items.length !== recorded.length) {
        return differ(`has ${items.length} items instead of ${recorded.length}`);
      }
      return items.flatMap((item, i) => this.differences(recorded[i], item, `${path}[${i}]`));
    }
    if (isObject(recorded)) {
      if (!isObject(actual)) return differ('is not an object');
      return [
        ...Object.entries(recorded).flatMap(([key, value]) =>
          Object.hasOwn(actual, key)
            ? this.differences(value, actual[key], `${path}.${key}`)
            : [{ path: `${path}.${key}`, problem: 'is missing', recorded: value, actual: undefined }],
        ),
        ...Object.entries(actual)
          .filter(([key]) => !Object.hasOwn(recorded, key))
          .map(([key, value]) => ({
            path: `${path}.${key}`,
            problem: 'is not in the recording',
            recorded: undefined,
            actual: value,
          })),
      ];
    }
    return isDeepStrictEqual(recorded, actual) ? [] : differ('is another value');
  }

  private textProblem(recorded: string, actual: unknown): string | undefined {
    if (typeof actual !== 'string') return 'is not a text';
    const cut = CUT.exec(recorded);
    if (cut?.[1] !== undefined) {
      const length = codePoints(actual);
      if (length !== Number(cut[2])) return `has ${length} characters instead of ${Number(cut[2])}`;
      return actual.startsWith(cut[1]) ? undefined : 'begins otherwise';
    }
    const placeholders = [...recorded.matchAll(PLACEHOLDER)];
    if (placeholders.length === 0) return actual === recorded ? undefined : 'is another text';

    const shape = recorded
      .split(PLACEHOLDER)
      // A split by a pattern with two groups gives text, kind, number, text, kind, number, text …
      .map((part, i) => (i % 3 === 0 ? literally(part) : i % 3 === 1 ? `(${SHAPES[part] ?? ''})` : ''))
      .join('');
    const found = new RegExp(`^${shape}$`).exec(actual);
    if (!found) return `does not look like ${recorded}`;
    for (const [i, [placeholder, kind = '']] of placeholders.entries()) {
      const problem = FREE.has(kind) ? undefined : this.bindingProblem(placeholder, kind, found[i + 1] ?? '');
      if (problem !== undefined) return problem;
    }
    return undefined;
  }

  private bindingProblem(placeholder: string, kind: string, value: string): string | undefined {
    const bound = this.values.get(placeholder);
    if (bound !== undefined)
      return bound === value ? undefined : `is another value than the earlier ${placeholder}`;
    for (const [other, taken] of this.values) {
      if (taken === value && kindOf(other) === kind)
        return `is the value of ${other}, not a new ${placeholder}`;
    }
    this.values.set(placeholder, value);
    return undefined;
  }
}

/** The differences as lines, `path problem (recorded …, actual …)`, secrets masked. */
export function describeDifferences(differences: readonly Difference[]): string {
  return differences
    .map(
      ({ path, problem, recorded, actual }) =>
        `${path} ${problem} (recorded ${shown(recorded)}, actual ${shown(actual)})`,
    )
    .join('\n');
}

function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : mask(JSON.stringify(value));
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

function notSeconds(actual: unknown): string | undefined {
  if (typeof actual !== 'number') return 'is not a number';
  // Between 2001 and 2286: neither milliseconds nor a small counter.
  return actual > 1e9 && actual < 1e10 ? undefined : 'is not a time in seconds';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function kindOf(placeholder: string): string | undefined {
  return /^<(\w+)/.exec(placeholder)?.[1];
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
