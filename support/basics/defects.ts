/**
 * What the real MaiMBot does wrong at commit b1106fb4, by the ids of the contract (known-defects).
 * D11 is the protocol's design and not listed.
 */
export const DEFECTS = {
  D01: 'a token that cannot be verified is answered with 500',
  D02: 'tokens are signed with a key that was published',
  D03: 'a refresh token works as an access token',
  D04: 'a token works on after the user has signed out',
  D05: 'a second token for one user within one second is answered with 500',
  D06: 'a refresh that cannot be read or verified is answered with 500',
  D07: 'a username of blanks is accepted',
  D08: 'an agent can be renamed to more than 100 characters',
  D09: 'an enterprise tenant that makes a template is answered with 500',
  D10: 'a key is served whose tenant and agent do not exist, or do not belong together',
  D12: "a dialogue with the user's own API key is kept under the shared tenant",
  D13: 'a second connection of one id takes over the first',
  D14: 'a private message is acknowledged and never answered',
  D15: 'rows that name a user are kept under the shared tenant',
} as const;

export type DefectId = keyof typeof DEFECTS;

/** All ids, in order. */
export const DEFECT_IDS: readonly DefectId[] = Object.keys(DEFECTS).filter(isDefect);

export function isDefect(id: string): id is DefectId {
  return Object.hasOwn(DEFECTS, id);
}

/** The constant of MaiMBot's published source that the real one signs its tokens with (D02). */
export const PUBLISHED_KEY = 'your-secret-key-here';
