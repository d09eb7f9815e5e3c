/** A moment as MaiMBot's database holds it: `YYYY-MM-DD HH:MM:SS.ffffff`, UTC, without a zone. */
export function databaseTime(epochMs: number = nowMs()): string {
  const micros = Math.round(epochMs * 1000);
  const wholeMs = Math.floor(micros / 1000);
  const rest = String(micros - wholeMs * 1000).padStart(3, '0');
  return new Date(wholeMs).toISOString().replace('T', ' ').replace('Z', rest);
}

/** The moment of the database as MaiMBot's HTTP answers write it: ISO 8601 without a zone, microseconds. */
export function isoTime(stored: string): string {
  return stored.replace(' ', 'T');
}

/** Milliseconds since the epoch with a fraction: finer than `Date.now`, so that rows made in one millisecond keep their order. */
export function nowMs(): number {
  return performance.timeOrigin + performance.now();
}
