import type { Seams } from '../seams';

/** A plausible mistake of a real server, put into the sandbox at one or a few of its seams. */
export interface Fault {
  /** What goes wrong, in one line. */
  readonly about: string;
  readonly seams: Partial<Seams>;
}

/** Faults by their ids. */
export type Catalogue = Readonly<Record<string, Fault>>;
