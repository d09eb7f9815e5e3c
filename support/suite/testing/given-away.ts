/** Secrets that only these tests use, one of each kind that reports must not hold, by what they are. */
export const GIVEN_AWAY = {
  token: `${['eyJhbGciOiJIUzI1NiJ9', 'eyJzdWIiOiJ0ZXN0In0'].join('.')}.c2lnbmF0dXJlLW9mLWEtdGVzdA`,
  apiKey: `mb_${'Aa0-_'.repeat(8)}xyz`,
  bearer: 'Bearer a-token-of-no-known-form',
  password: 'testpass123',
} as const;

/** What any secret looks like, those that the sandbox gives out included. */
const SECRETS: readonly RegExp[] = [
  /eyJ[\w-]{5,}\.[\w-]+/,
  /\bmb_[\w-]{20,}/,
  /Bearer\s+(?!‹masked›)[^\s"'\\<&]+/i,
  /testpass123/,
  /a-token-of-no-known-form/,
];

/** Every secret in a text, plain or as base64 within it. */
export function secretsIn(text: string): string[] {
  const decoded = [...text.matchAll(/"body":\s*"([A-Za-z0-9+/]{16,}={0,2})"/g)].map(([, body]) =>
    Buffer.from(body ?? '', 'base64').toString('utf8'),
  );
  return [text, ...decoded].flatMap((plain) => SECRETS.flatMap((secret) => secret.exec(plain)?.[0] ?? []));
}
