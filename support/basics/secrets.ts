/** What stands in reports and logs where a secret was. */
export const MASK = '‹masked›';

const PATTERNS: readonly [RegExp, string][] = [
  // A JSON Web Token, signed or not.
  [/\beyJ[\w-]{5,}\.[\w-]+\.[\w-]*/g, MASK],
  // MaiMBot's API key: `mb_` and 43 URL-safe characters.
  [/\bmb_[\w-]{43}/g, MASK],
  [/\b(Bearer\s+)[^\s"'‹]+/gi, `$1${MASK}`],
  // Fields whose value is secret whatever it looks like, in JSON and in JSON within JSON.
  [
    /(\\*"(?:password|access_token|refresh_token|password_hash|salt|jwt_token|token_hash)\\*"\s*:\s*\\*")(?:[^"\\‹]|\\(?!")[^"])+/g,
    `$1${MASK}`,
  ],
];

const known = new Set<string>();

/** Remembers a value that must never be printed by this process, such as the password of the test users. */
export function keepSecret(value: string): void {
  if (value.length >= 6) known.add(value);
}

/** The text with every token, API key, password and remembered secret replaced by `‹masked›`. */
export function mask(text: string): string {
  let masked = text;
  for (const [pattern, replacement] of PATTERNS) masked = masked.replace(pattern, replacement);
  for (const value of known) masked = masked.replaceAll(value, MASK);
  return masked;
}
