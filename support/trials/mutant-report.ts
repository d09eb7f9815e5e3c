import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { markdownTable } from 'markdown-table';
import type { Trial } from './mutant';

/** One line of progress. */
export function describeTrial(trial: Trial): string {
  return `${trial.verdict.padEnd(9)} ${trial.id.padEnd(36)} ${seconds(trial.durationMs).padStart(5)} s  ${witness(trial)}`;
}

/** How many faults were killed, and those that were not, a line each. */
export function describeTrials(trials: readonly Trial[]): string {
  const left = trials.filter(({ verdict }) => verdict !== 'killed');
  return [
    `faults: ${trials.length - left.length} of ${trials.length} killed, each by a scenario that promises what it breaks`,
    ...left.map(
      ({ id, verdict, noticedBy, remark = '' }) =>
        `${verdict}: ${id} should be noticed by "${noticedBy}"; ${remark}`,
    ),
  ].join('\n');
}

/** Writes `mutants.json` and the table `mutants.md`; returns their paths. */
export function writeMutantReports(folder: string, trials: readonly Trial[]): string[] {
  mkdirSync(folder, { recursive: true });
  const reports = {
    'mutants.json': `${JSON.stringify(trials.map(asEntry), null, 2)}\n`,
    'mutants.md': `${mutantTable(trials)}\n`,
  };
  return Object.entries(reports).map(([name, text]) => {
    const file = path.join(folder, name);
    writeFileSync(file, text);
    return file;
  });
}

/** The table of faults in Markdown: fault, what goes wrong, verdict, the scenario that saw it first, seconds. */
export function mutantTable(trials: readonly Trial[]): string {
  return markdownTable(
    [
      ['fault', 'what goes wrong', 'verdict', 'seen first by', 's'],
      ...trials.map((trial) => [
        `\`${trial.id}\``,
        cell(trial.about),
        trial.verdict,
        cell(witness(trial)),
        seconds(trial.durationMs),
      ]),
    ],
    { alignDelimiters: false },
  );
}

function asEntry({ id, about, noticedBy, verdict, scenario, remark, durationMs }: Trial): object {
  return {
    fault: id,
    about,
    noticed_by: noticedBy,
    verdict,
    scenario: scenario?.title ?? null,
    file: scenario === undefined ? null : `${scenario.file}:${scenario.line}`,
    said: scenario?.failure?.message ?? null,
    remark: remark ?? null,
    duration_ms: Math.round(durationMs),
  };
}

function witness({ scenario, remark }: Trial): string {
  return [scenario?.title, remark].filter((part) => part !== undefined).join(' – ');
}

function cell(text: string): string {
  return text.replace(/\|/g, '\\|').replace(/\s+/g, ' ');
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(1);
}
