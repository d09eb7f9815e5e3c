import { AssertionError } from 'chai';
import { DEFECT_IDS, DEFECTS, type DefectId } from '../basics/defects';

/** Name of the attachment that says why a scenario was let off. */
export const KNOWN_DEFECT_ATTACHMENT = 'known-defect.txt';

/** A scenario holds although the system is listed as having the defect that it looks for. */
export class DefectGone extends Error {
  override readonly name = 'DefectGone';
  constructor(ids: readonly DefectId[]) {
    super(
      `this holds, so ${named(ids)} seems to be gone: take it from the setting knownDefects (MAIMBOT_KNOWN_DEFECTS)`,
    );
  }
}

/** The listed defects that a scenario with these tags looks for. */
export function defectsLookedFor(
  tags: readonly { readonly name: string }[],
  listed: readonly DefectId[],
): DefectId[] {
  return DEFECT_IDS.filter((id) => listed.includes(id) && tags.some(({ name }) => name === `@${id}`));
}

/**
 * Why a failure is no failure: it is the assertion of a scenario that looks for a defect which the system is known
 * to have. Undefined for every other error, a lost connection for example: that has another cause.
 */
export function excuseFor(error: unknown, ids: readonly DefectId[]): string | undefined {
  if (ids.length === 0 || !(error instanceof AssertionError)) return undefined;
  return `known defect ${named(ids)}\n${error.message}`;
}

function named(ids: readonly DefectId[]): string {
  return ids.map((id) => `${id} (${DEFECTS[id]})`).join(' or ');
}
