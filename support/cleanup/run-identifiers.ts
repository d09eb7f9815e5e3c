import { IdentifierSearch } from './text-search';

/** What an identifier stands for. */
export type IdentifierKind = 'tenant' | 'user' | 'agent' | 'stream' | 'person';

// Recorded (contract: database): a prefix and 16 hex digits, or an MD5. Only such values are unguessable;
// `default` and other values of the system must never count as the run's.
const SHAPES: Readonly<Record<IdentifierKind, RegExp>> = {
  tenant: /^tenant_[0-9a-f]{16}$/,
  user: /^user_[0-9a-f]{16}$/,
  agent: /^agent_[0-9a-f]{16}$/,
  stream: /^[0-9a-f]{32}$/,
  person: /^[0-9a-f]{32}$/,
};

/** Whether the value is an identifier of that kind as MaiMBot makes them. */
export function isIdentifier(kind: IdentifierKind, value: unknown): value is string {
  return typeof value === 'string' && SHAPES[kind].test(value);
}

/** The unguessable identifiers of a run, and the search for them in text. */
export class RunIdentifiers {
  readonly #kinds = new Map<string, IdentifierKind>();
  readonly #search = new IdentifierSearch();
  readonly #names = new Set<string>();

  count(): number {
    return this.#kinds.size;
  }

  /** Adds the value if it has the shape of its kind; anything else is ignored. */
  add(kind: IdentifierKind, value: unknown): void {
    if (!isIdentifier(kind, value)) return;
    this.#kinds.set(value, kind);
    this.#search.add(value);
  }

  /** Adds a username that nobody but the run can have. */
  addName(username: string): void {
    this.#names.add(username);
  }

  /** Whether the text is such a username, and nothing else. */
  isName(text: string): boolean {
    return this.#names.has(text);
  }

  has(value: unknown): boolean {
    return typeof value === 'string' && this.#kinds.has(value);
  }

  ofKind(kind: IdentifierKind): string[] {
    return [...this.#kinds].filter(([, of]) => of === kind).map(([value]) => value);
  }

  /** The first identifier found anywhere in the text. */
  firstIn(text: string): string | undefined {
    return this.#search.firstIn(text);
  }
}
