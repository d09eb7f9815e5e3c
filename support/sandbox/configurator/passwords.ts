import { pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(pbkdf2);

/** What MaiMBot stores of a password (contract: configurator, passwords). */
export interface StoredPassword {
  /** 32 random bytes as 64 hex digits; the digits themselves, as text, are the salt. */
  readonly salt: string;
  /** PBKDF2-HMAC-SHA256, 100,000 rounds, in hex. */
  readonly hash: string;
}

export async function hashPassword(password: string): Promise<StoredPassword> {
  const salt = randomBytes(32).toString('hex');
  return { salt, hash: await hashWith(password, salt) };
}

export async function passwordMatches(password: string, { salt, hash }: StoredPassword): Promise<boolean> {
  const actual = Buffer.from(await hashWith(password, salt));
  const expected = Buffer.from(hash);
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}

async function hashWith(password: string, salt: string): Promise<string> {
  return (await derive(password, salt, 100_000, 32, 'sha256')).toString('hex');
}
