import type { Settings } from '../settings/specification';

/** What every process of a run must know of it. */
export interface RunRecord {
  readonly runId: string;
  /** Six letters and digits that only this run has. */
  readonly tag: string;
  readonly startedAt: string;
  readonly settings: Settings;
  readonly configUrl: string;
  readonly replyUrl: string;
  readonly database: string;
  readonly ledger: string;
  /** Folder of the reports. */
  readonly reports: string;
  /** Folder of this run alone: its ledger, the sandbox's database, notes on backends that died. */
  readonly folder: string;
  /** The key that the sandbox's configurator signs tokens with. */
  readonly signingKey: string;
}

// Handed over in the environment and not in a file: it holds the password of the test users and the signing key.
const VARIABLE = 'MAIMBOT_ACCEPTANCE_RUN';

/** Makes the record known to this process and to every process that it starts from here on. */
export function publishRun(record: RunRecord): void {
  process.env[VARIABLE] = JSON.stringify(record);
}

// Stands in the place of the record when steps are only looked up and nothing is started.
const DRY_RUN = 'dry run';

/** Makes it known, likewise, that nothing is started and so no step can be taken. */
export function publishDryRun(): void {
  process.env[VARIABLE] = DRY_RUN;
}

/** Whether steps are only looked up; then there is no record. */
export function isDryRun(): boolean {
  return process.env[VARIABLE] === DRY_RUN;
}

/** The record of the run that this process belongs to. */
export function thisRun(): RunRecord {
  const text = process.env[VARIABLE];
  if (text === undefined) {
    throw new Error('there is no run: support/suite/plugin.js must be among the plugins of cucumber.js');
  }
  return JSON.parse(text) as RunRecord;
}
