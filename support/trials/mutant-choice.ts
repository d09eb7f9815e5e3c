import { UsageError } from '../basics/errors';
import type { Catalogue, Fault } from '../sandbox/faults';

/** Which faults are tried. */
export interface Choice {
  /** Ids; without them, all. */
  readonly only?: readonly string[];
  /** Whether a few are enough. */
  readonly sample?: boolean;
}

/** How many faults a sample has. */
const SAMPLE = 12;

/**
 * The chosen faults, in the order of the catalogue.
 * @throws UsageError for an id that the catalogue does not have
 */
export function chosenFaults(catalogue: Catalogue, { only, sample = false }: Choice): [string, Fault][] {
  const all = Object.entries(catalogue);
  if (only) {
    const unknown = only.filter((id) => !Object.hasOwn(catalogue, id));
    if (unknown.length > 0)
      throw new UsageError(
        `unknown fault: ${unknown.join(', ')}; there are ${all.map(([id]) => id).join(', ')}`,
      );
    return all.filter(([id]) => only.includes(id));
  }
  return sample ? evenly(oneOfEachRule(all), SAMPLE) : all;
}

/** The first fault that each rule should notice. */
function oneOfEachRule(faults: readonly [string, Fault][]): [string, Fault][] {
  const byRule = new Map<string, [string, Fault]>();
  for (const entry of faults) if (!byRule.has(entry[1].noticedBy)) byRule.set(entry[1].noticedBy, entry);
  return [...byRule.values()];
}

/** So many of them, at equal distances. */
function evenly<T>(items: readonly T[], count: number): T[] {
  if (items.length <= count) return [...items];
  return items.filter(
    (_, i) => Math.floor((i * count) / items.length) !== Math.floor(((i - 1) * count) / items.length),
  );
}
