import { randomUUID } from 'node:crypto';
import { SignJWT, UnsecuredJWT } from 'jose';
import { makeIdentifier } from '../basics/identifiers';
import { keepSecret } from '../basics/secrets';
import type { Actor } from './actor';
import { PUBLISHED_KEY } from '../basics/defects';

const HOUR = 3600;

/** Whose token is made, and what it can be made with. */
export interface TokenSource {
  readonly actor: Actor;
  /** Another user, whose data a forged token names. */
  readonly other: Actor;
  /** The key that the system signs its tokens with. */
  readonly signingKey: string;
}

type Claims = Readonly<Record<string, string | number>>;

/** Tokens of a user, sound and unsound, by the words of the features; undefined is none. */
const TOKENS: Readonly<Record<string, (source: TokenSource) => string | undefined | Promise<string>>> = {
  'no token': () => undefined,
  'the access token': ({ actor }) => actor.token,
  'the refresh token': ({ actor }) => actor.session.refresh_token,
  'a word for a token': () => 'kaimen',
  'the API key for a token': ({ actor }) => actor.account.api_key,
  'a token without its last part': ({ actor }) => partsOf(actor).slice(0, 2).join('.'),
  'a token with another signature': ({ actor, other }) =>
    [...partsOf(actor).slice(0, 2), partsOf(other)[2]].join('.'),
  'a token with another user written in': ({ actor, other }) => {
    const [header, , signature] = partsOf(other);
    return [header, partsOf(actor)[1], signature].join('.');
  },
  'a token that nobody has signed': ({ actor }) => new UnsecuredJWT({ ...claimsOf(actor) }).encode(),
  'a token signed by another algorithm': ({ actor, signingKey }) =>
    sign(claimsOf(actor), signingKey, 'HS512'),
  'a token signed with another key': ({ actor }) => sign(claimsOf(actor), 'another-key-than-the-servers'),
  'a token signed with the published key': ({ actor }) => sign(claimsOf(actor), PUBLISHED_KEY),
  'an expired token': ({ actor, signingKey }) =>
    sign({ ...claimsOf(actor), exp: seconds() - HOUR, iat: seconds() - 2 * HOUR }, signingKey),
  'a token that names no user': ({ actor, signingKey }) => {
    const { user_id: _, ...claims } = claimsOf(actor);
    return sign(claims, signingKey);
  },
  'a token of a user who never was': ({ actor, signingKey }) =>
    sign({ ...claimsOf(actor), user_id: makeIdentifier('user') }, signingKey),
  'a token of the tenant of another user': ({ actor, other, signingKey }) =>
    sign({ ...claimsOf(actor), tenant_id: other.account.tenant_id }, signingKey),
  'a token of no kind': ({ actor, signingKey }) => {
    const { type: _, ...claims } = claimsOf(actor);
    return sign(claims, signingKey);
  },
};

/** The tokens, as the features call them. */
export const TOKEN_NAMES: readonly string[] = Object.keys(TOKENS);

/** A token of a user by its name in the features; no report will show it. */
export async function tokenNamed(name: string, source: TokenSource): Promise<string | undefined> {
  const make = TOKENS[name];
  if (!make) throw new Error(`"${name}" is no token; there are ${TOKEN_NAMES.join(', ')}`);
  const token = await make(source);
  if (token !== undefined) keepSecret(token);
  return token;
}

/** What an access token of a user claims (contract: configurator, token). */
function claimsOf({ account }: Actor): Claims {
  const { user_id, tenant_id } = account;
  return { user_id, tenant_id, type: 'access', iat: seconds(), exp: seconds() + HOUR, jti: randomUUID() };
}

function partsOf({ token }: Actor): string[] {
  return token.split('.');
}

async function sign(claims: Claims, key: string, algorithm = 'HS256'): Promise<string> {
  return new SignJWT({ ...claims })
    .setProtectedHeader({ alg: algorithm, typ: 'JWT' })
    .sign(new TextEncoder().encode(key));
}

/** Now, in seconds since the epoch. */
function seconds(): number {
  return Math.floor(Date.now() / 1000);
}
