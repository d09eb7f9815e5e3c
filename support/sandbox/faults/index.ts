import type { Seams } from '../seams';
import { answerFaults } from './answers';
import { checkFaults } from './checks';
import type { Catalogue } from './fault';
import { knownDefects } from './known-defects';
import { leakFaults } from './leaks';
import { replyFaults } from './replies';
import { schemaFaults } from './schema';
import { together } from './seam-tools';
import { storageFaults } from './storage';

export type { Catalogue, Fault } from './fault';

/** Every fault that the sandbox can be given, by id. */
export const FAULTS: Catalogue = {
  ...knownDefects,
  ...answerFaults,
  ...checkFaults,
  ...leakFaults,
  ...replyFaults,
  ...storageFaults,
  ...schemaFaults,
};

/** A fault was asked for that the sandbox does not have. */
export class UnknownFaultError extends Error {
  override readonly name = 'UnknownFaultError';
  constructor(ids: readonly string[]) {
    super(`unknown fault: ${ids.join(', ')}; there are ${Object.keys(FAULTS).join(', ')}`);
  }
}

/** The seams with these faults switched on; throws an UnknownFaultError. */
export function seamsFor(ids: readonly string[]): Seams {
  const unknown = ids.filter((id) => !Object.hasOwn(FAULTS, id));
  if (unknown.length > 0) throw new UnknownFaultError(unknown);
  return together(...ids.flatMap((id) => FAULTS[id]?.seams ?? []));
}
