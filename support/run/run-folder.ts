import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { claim, claimant, EndableProcess, isRunning, ProcessIdentity, unclaim } from '../processes';
import { MODES, SPECIFICATIONS } from '../settings/specification';

/** What somebody else needs to know of a run to finish it. It holds no secret. */
export const RunFacts = z.strictObject({
  runId: z.string(),
  startedAt: z.iso.datetime(),
  mode: z.enum(MODES),
  /** Whether what the run makes is to be removed. */
  cleanup: z.boolean(),
  busyTimeoutMs: z.number(),
  logLevel: SPECIFICATIONS.logLevel.schema,
  /** The process that the run belongs to. */
  owner: ProcessIdentity,
  /** Cucumber's reports, where it writes any. */
  reports: z.strictObject({
    html: z.string().optional(),
    junit: z.string().optional(),
    messages: z.string().optional(),
  }),
});
export type RunFacts = z.infer<typeof RunFacts>;

/** How far a run is that has ended and whose folder is still there. */
const RunState = z.strictObject({
  /** `kept`: it was to leave what it made. `purged`: all is removed, but backends that run on may write some of it again. */
  state: z.enum(['kept', 'purged']),
  at: z.iso.datetime(),
});
export type RunState = z.infer<typeof RunState>;

const Interruption = z.strictObject({ signal: z.string(), at: z.iso.datetime() });
export type Interruption = z.infer<typeof Interruption>;

/** The file that says whose the ordinary names of Cucumber's reports are, in the folder of the reports. */
export const REPORTS_CLAIM = '.current-run';

/** Name of the process that finishes a run whose own process is gone. */
export const WATCHDOG = 'watchdog';

/** The folder of one run: everything that another process needs to finish it, in files that survive its death. */
export class RunFolder {
  constructor(readonly path: string) {}

  /** The folder of a run that is going to begin; nothing is written. */
  static of(reports: string, runId: string): RunFolder {
    return new RunFolder(path.join(reports, 'runs', runId));
  }

  /** Makes the folder, with what somebody else needs to know. */
  begin(facts: RunFacts): void {
    mkdirSync(this.path, { recursive: true });
    this.write('run.json', RunFacts.parse(facts));
  }

  /** Every folder of a run under a folder for reports, whatever its state. */
  static all(reports: string): RunFolder[] {
    const runs = path.join(reports, 'runs');
    if (!existsSync(runs)) return [];
    return readdirSync(runs, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => new RunFolder(path.join(runs, name)))
      .sort((one, other) => one.path.localeCompare(other.path, 'en'));
  }

  get id(): string {
    return path.basename(this.path);
  }

  /** Folder of the reports, in which this one lies. */
  get reports(): string {
    return path.dirname(path.dirname(this.path));
  }

  get exists(): boolean {
    return existsSync(this.path);
  }

  /** The ledger of the run; there is none before the backends serve. */
  get ledgerFile(): string {
    return path.join(this.path, 'ledger.jsonl');
  }

  /** Undefined for a folder that no run of this version began. */
  get facts(): RunFacts | undefined {
    return this.read('run.json', RunFacts);
  }

  get state(): RunState | undefined {
    return this.read('state.json', RunState);
  }

  setState(state: RunState['state']): void {
    this.write('state.json', { state, at: new Date().toISOString() });
  }

  /** Who ended the run before its time, and when. */
  get interruption(): Interruption | undefined {
    return this.read('interruption.json', Interruption);
  }

  interrupt(signal: string): void {
    this.write('interruption.json', { signal, at: new Date().toISOString() });
  }

  /** For when the reports have been marked. */
  forgetInterruption(): void {
    rmSync(this.file('interruption.json'), { force: true });
  }

  /** Writes down a process that must not outlive the run. */
  addProcess(started: EndableProcess): void {
    appendFileSync(this.file('processes.jsonl'), `${JSON.stringify(EndableProcess.parse(started))}\n`);
  }

  get processes(): EndableProcess[] {
    const file = this.file('processes.jsonl');
    if (!existsSync(file)) return [];
    return readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((line) => EndableProcess.safeParse(json(line)).data ?? []);
  }

  /** Whether the run goes on, or somebody is finishing it. */
  get isBusy(): boolean {
    const { facts } = this;
    return (facts !== undefined && isRunning(facts.owner)) || this.isBeingFinished;
  }

  /** Whether somebody minds it who is not the run itself: its watchdog, or another run. */
  get isBeingFinished(): boolean {
    if (this.processes.some((one) => one.name === WATCHDOG && isRunning(one))) return true;
    return claimant(this.file('finisher.json')) !== undefined;
  }

  /** Whether it is so new that the process which makes it may not have written anything yet. */
  get isNew(): boolean {
    return Date.now() - (statSync(this.path, { throwIfNoEntry: false })?.mtimeMs ?? 0) < 60_000;
  }

  /** Says that this process finishes the run; false where another one does, or has done so and removed the folder. */
  claim(): boolean {
    try {
      return claim(this.file('finisher.json'));
    } catch {
      return false;
    }
  }

  /** Gives the claim back, so that somebody else can try. */
  unclaim(): void {
    unclaim(this.file('finisher.json'));
  }

  remove(): void {
    // On Windows a backend may still hold the database for a moment.
    rmSync(this.path, { recursive: true, force: true, maxRetries: 5 });
  }

  private file(name: string): string {
    return path.join(this.path, name);
  }

  /** Writes a file such that no reader sees half of it. */
  private write(name: string, content: unknown): void {
    const draft = this.file(`.${name}.${process.pid}`);
    writeFileSync(draft, JSON.stringify(content));
    renameSync(draft, this.file(name));
  }

  private read<Schema extends z.ZodType>(name: string, schema: Schema): z.output<Schema> | undefined {
    try {
      return schema.safeParse(json(readFileSync(this.file(name), 'utf8'))).data;
    } catch {
      return undefined;
    }
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
