import { DEFECTS, type DefectId } from '../basics/defects';

interface Count {
  known: number;
  gone: number;
  other: number;
}

/** Counts what the scenarios that look for listed defects found, for the summary. */
export class DefectTally {
  private readonly counts: ReadonlyMap<DefectId, Count>;

  constructor(listed: readonly DefectId[]) {
    this.counts = new Map([...listed].sort().map((id) => [id, { known: 0, gone: 0, other: 0 }]));
  }

  /** Counts a scenario that looks for these defects: it failed as expected, it held, or neither can be said. */
  add(ids: readonly DefectId[], outcome: keyof Count): void {
    for (const id of ids) {
      const count = this.counts.get(id);
      if (count) count[outcome] += 1;
    }
  }

  /** Lines for the summary; none when no defect is listed. */
  describe(): string[] {
    const all = [...this.counts];
    const known = all.filter(([, count]) => count.known > 0);
    const gone = all.filter(([, count]) => count.gone > 0);
    const unseen = all.filter(([, count]) => count.known + count.gone + count.other === 0);
    return [
      ...(known.length > 0 ? [`known defects: ${known.length} of ${all.length} listed were seen`] : []),
      ...known.map(([id, count]) => `  ${id} ${DEFECTS[id]}: ${scenarios(count.known)}`),
      ...(gone.length > 0
        ? ['GONE, so take them from the setting knownDefects (MAIMBOT_KNOWN_DEFECTS):']
        : []),
      ...gone.map(
        ([id, count]) =>
          `  ${id} ${DEFECTS[id]}: ${scenarios(count.gone)} of ${count.known + count.gone + count.other} hold`,
      ),
      ...(unseen.length > 0
        ? [`listed, but no scenario of this run looks for them: ${unseen.map(([id]) => id).join(', ')}`]
        : []),
    ];
  }
}

function scenarios(count: number): string {
  return `${count} scenario${count === 1 ? '' : 's'}`;
}
