import { randomInt } from 'node:crypto';
import { compactTime } from '../basics/time';
import type { Registration } from '../configurator';

const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz';
const TAG_LENGTH = 6;

/** A short text that no other run has: six letters and digits. */
export function makeTag(): string {
  return Array.from({ length: TAG_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}

/** A name of three Chinese characters that hardly anybody else has, for where there is no room for a longer one. */
export function makeRareName(): string {
  return Array.from({ length: 3 }, () => String.fromCodePoint(randomInt(0x4e00, 0x9fa6))).join('');
}

/** `20261122_160530_k3x9q2`: when a run began, in local time, and its tag. */
export function makeRunId(began: Date, tag: string): string {
  return `${compactTime(began)}_${tag}`;
}

/** What a test user registers with; every field is given unless a test leaves it out. */
export type CompleteRegistration = Required<Omit<Registration, 'phone' | 'tenant_type'>>;

/**
 * Gives out the data of test users by the older system's patterns, made unique by a scope:
 * `testuser_<scope>_001`, `testuser_<scope>_001@example.com`, `测试租户_<scope>_001`.
 */
export class NameGiver {
  private given = 0;

  constructor(
    readonly prefix: string,
    readonly scope: string,
    private readonly password: string,
  ) {}

  /** What every username that comes from here begins with. */
  get stem(): string {
    return `${this.prefix}_${this.scope}_`;
  }

  next(): CompleteRegistration {
    this.given += 1;
    const number = String(this.given).padStart(3, '0');
    const username = `${this.stem}${number}`;
    return {
      username,
      password: this.password,
      email: `${username}@example.com`,
      tenant_name: `测试租户_${this.scope}_${number}`,
    };
  }
}
