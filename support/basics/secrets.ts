/** What stands in reports and logs where a secret was. */
export const MASK = '‹masked›';

/** A secret, after what may stand before it in its first group. */
const PATTERNS: readonly RegExp[] = [
  // A JSON Web Token, signed or not.
  /\b()eyJ[\w-]{5,}\.[\w-]+\.[\w-]*/g,
  // MaiMBot's API key: `mb_` and 43 URL-safe characters.
  /\b()mb_[\w-]{43}/g,
  /\b(Bearer\s+)[^\s"'‹*]+/gi,
  // Fields whose value is secret whatever it looks like, in JSON and in JSON within JSON. The backslashes before the
  // quotes (\2) tell how deep: only a quote with as many ends the value.
  /((\\*)"(?:password|access_token|refresh_token|password_hash|salt|jwt_token|token_hash)\2"\s*:\s*\2")(?:[^"\\]|\2\\[^"\\]|\2\2\\\\|\2\2\\")+/g,
];

const known = new Set<string>();

/** Remembers a value that must never be printed by this process, such as the password of the test users. */
export function keepSecret(value: string): void {
  if (value.length < 6) return;
  known.add(value);
  known.add(JSON.stringify(value).slice(1, -1));
}

/** The text with every token, API key, password and remembered secret replaced by `‹masked›`. */
export function mask(text: string): string {
  return replaceSecrets(text, () => MASK);
}

/** The same with a star for each character of a secret: for a text whose length must stay. */
export function blankOut(text: string): string {
  return replaceSecrets(text, (length) => '*'.repeat(length));
}

function replaceSecrets(text: string, standIn: (length: number) => string): string {
  let masked = text;
  for (const pattern of PATTERNS) {
    masked = masked.replace(
      pattern,
      (found: string, before: string) => before + standIn(found.length - before.length),
    );
  }
  // The longest first: a secret that begins like another one must not lose its beginning only.
  const longestFirst = [...known].sort((one, other) => other.length - one.length);
  for (const value of longestFirst) masked = masked.replaceAll(value, () => standIn(value.length));
  return masked;
}
