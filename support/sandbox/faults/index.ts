import { soundSeams, type Seams } from '../seams';

/** A fault was asked for that the sandbox does not have. */
export class UnknownFaultError extends Error {
  override readonly name = 'UnknownFaultError';
  constructor(ids: readonly string[]) {
    super(`unknown fault: ${ids.join(', ')}; the sandbox has no faults`);
  }
}

/** The seams with these faults switched on; throws an UnknownFaultError. */
export function seamsFor(ids: readonly string[]): Seams {
  if (ids.length > 0) throw new UnknownFaultError(ids);
  return soundSeams;
}
