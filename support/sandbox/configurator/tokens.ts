import { randomUUID } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, errors, jwtVerify, SignJWT, type JWTPayload } from 'jose';
import type { About } from '../seams';
import type { Context } from './endpoint';

/** Seconds that an access token is valid: 24 hours (contract: configurator, token). */
export const ACCESS_SECONDS = 86_400;

const REFRESH_SECONDS = 30 * 86_400;

export type TokenKind = 'access' | 'refresh';

/** What can be said about a token without the database. */
export interface Inspection {
  /** Signed with our key, by our algorithm. */
  readonly verifies: boolean;
  /** Not expired. */
  readonly fresh: boolean;
  /** As the token states them, true only when it verifies; empty when they cannot be read. */
  readonly claims: JWTPayload;
  /** As the token states it. */
  readonly algorithm: string | undefined;
}

/** Signs a token. Its `jti` makes two tokens of one second differ. `issuedAt` is in seconds since the epoch. */
export async function signToken(
  { seams, signingKey }: Context,
  kind: TokenKind,
  user: { readonly user_id: string; readonly tenant_id: string },
  issuedAt: number,
  about: About,
): Promise<string> {
  const claims = {
    user_id: user.user_id,
    tenant_id: user.tenant_id,
    type: kind,
    exp: issuedAt + (kind === 'access' ? ACCESS_SECONDS : REFRESH_SECONDS),
    iat: issuedAt,
    jti: randomUUID(),
  };
  const key = seams.read('signing-key', signingKey, { ...about, purpose: 'sign' });
  return new SignJWT(seams.read('token.claims', claims, about))
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .sign(new TextEncoder().encode(key));
}

/** Reads a token and tells what is wrong with it; never throws. */
export async function inspectToken({ seams, signingKey }: Context, token: string): Promise<Inspection> {
  const key = seams.read('signing-key', signingKey, { purpose: 'verify', token });
  const algorithm = statedAlgorithm(token);
  try {
    const { payload } = await jwtVerify(token, new TextEncoder().encode(key), { algorithms: ['HS256'] });
    return { verifies: true, fresh: true, claims: payload, algorithm };
  } catch (error) {
    if (error instanceof errors.JWTExpired) {
      return { verifies: true, fresh: false, claims: error.payload, algorithm };
    }
    const claims = statedClaims(token);
    return { verifies: false, fresh: (claims.exp ?? Infinity) > Date.now() / 1000, claims, algorithm };
  }
}

function statedClaims(token: string): JWTPayload {
  try {
    return decodeJwt(token);
  } catch {
    return {};
  }
}

function statedAlgorithm(token: string): string | undefined {
  try {
    return decodeProtectedHeader(token).alg;
  } catch {
    return undefined;
  }
}
