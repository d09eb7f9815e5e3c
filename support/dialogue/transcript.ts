import { mask } from '../basics/secrets';

/** One thing that happened on a connection; `atMs` counts from when the connection was opened. */
export type TranscriptEntry = { readonly atMs: number } & (
  | { readonly event: 'open' }
  | { readonly event: 'close'; readonly code: number; readonly reason: string }
  | { readonly event: 'frame'; readonly direction: 'sent' | 'received'; readonly frame: unknown }
  | { readonly event: 'undecodable'; readonly direction: 'sent' | 'received'; readonly text: string }
);

const LONGEST_TEXT = 200;

function shorten(text: string): string {
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT)}…(${text.length} chars)`;
}

// Masked before it is cut: half a secret would not be recognized.
function presentable(value: unknown): string {
  return mask(
    JSON.stringify(value, (_key, inner: unknown) =>
      typeof inner === 'string' ? shorten(mask(inner)) : inner,
    ),
  );
}

function describe(entry: TranscriptEntry): string {
  switch (entry.event) {
    case 'open':
      return '— open';
    case 'close':
      return `— closed, code ${entry.code}, reason ${presentable(entry.reason)}`;
    case 'frame':
      return `${entry.direction === 'sent' ? '→' : '←'} ${presentable(entry.frame)}`;
    case 'undecodable':
      return `${entry.direction === 'sent' ? '→' : '←'} not JSON: ${presentable(entry.text)}`;
  }
}

/** A frame as a report shows it: secrets masked, long texts cut. */
export function presentFrame(frame: unknown): string {
  return presentable(frame);
}

/** Everything that went over one connection, both ways, in order. */
export class Transcript {
  readonly #entries: TranscriptEntry[] = [];
  #openedAt = performance.now();

  /** Milliseconds since the connection was opened. */
  elapsedMs(): number {
    return performance.now() - this.#openedAt;
  }

  opened(): void {
    this.#openedAt = performance.now();
    this.#entries.push({ atMs: 0, event: 'open' });
  }

  closed(code: number, reason: string): void {
    this.#entries.push({ atMs: this.elapsedMs(), event: 'close', code, reason });
  }

  /** Keeps a frame as it was, decoded. */
  frame(direction: 'sent' | 'received', frame: unknown): number {
    const atMs = this.elapsedMs();
    this.#entries.push({ atMs, event: 'frame', direction, frame });
    return atMs;
  }

  /** Keeps a frame that is not JSON: its text, or a word on its bytes. */
  undecodable(direction: 'sent' | 'received', text: string): void {
    this.#entries.push({ atMs: this.elapsedMs(), event: 'undecodable', direction, text });
  }

  /** The entries as they are: not masked, not for a report. */
  get entries(): readonly TranscriptEntry[] {
    return this.#entries;
  }

  /** One line for each entry, masked, long texts cut: for people who read a report. */
  toText(): string {
    return this.#entries
      .map((entry) => `${entry.atMs.toFixed(0).padStart(7)} ms ${describe(entry)}`)
      .join('\n');
  }

  /** The entries masked, in full length: for programs that read a report. */
  toJSON(): unknown {
    const masked: unknown = JSON.parse(
      JSON.stringify(this.#entries, (_key, inner: unknown) =>
        typeof inner === 'string' ? mask(inner) : inner,
      ),
    );
    return masked;
  }
}
