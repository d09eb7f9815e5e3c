import type { Seams } from '../seams';

/** A plausible mistake of a real server, put into the sandbox at one or a few of its seams. */
export interface Fault {
  /** What goes wrong, in one line. */
  readonly about: string;
  /** What of the features must notice it: a tag (`@D01`), or the title of a rule or a scenario, exactly as it stands there. */
  readonly noticedBy: string;
  readonly seams: Partial<Seams>;
}

/** Faults by their ids. */
export type Catalogue = Readonly<Record<string, Fault>>;
