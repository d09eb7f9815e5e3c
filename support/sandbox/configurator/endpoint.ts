import type { z } from 'zod';
import type { EndpointName, Seams } from '../seams';
import type { Store, TenantUserRow } from '../store';
import { readBody } from './body';
import { signIn } from './sign-in';
import { validate } from './validation';

/** What every endpoint of one running configurator works with. */
export interface Context {
  readonly store: Store;
  readonly seams: Seams;
  readonly signingKey: string;
}

/** A request as it came in. */
export interface Incoming {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly bytes: Buffer | undefined;
  readonly ip: string;
}

/** What is known of a request so far; every seam on its way is told. */
export interface Situation extends Record<string, unknown> {
  readonly endpoint: EndpointName;
  readonly params: Readonly<Record<string, string>>;
  body?: unknown;
  /** Who is signed in. */
  caller?: TenantUserRow;
  /** Who wants to log in. */
  user?: TenantUserRow;
}

/** A request that passed validation. */
export interface Call<Body = undefined, Query = undefined> {
  readonly incoming: Incoming;
  readonly body: Body;
  readonly query: Query;
  readonly about: Situation;
}

/** A request by a user who has signed in. */
export interface SignedInCall<Body = undefined, Query = undefined> extends Call<Body, Query> {
  readonly caller: TenantUserRow;
  readonly token: string;
}

/** One method and route: everything that routing, validation and documentation need to know. */
export interface Endpoint {
  readonly name: EndpointName;
  readonly summary: string;
  readonly needsToken: boolean;
  readonly body?: z.ZodType | undefined;
  readonly query?: z.ZodType | undefined;
  /** Default 200. */
  readonly success?: number | undefined;
  /** Default `application/json`. */
  readonly contentType?: string | undefined;
  /** The detail of the 500 that answers an unexpected error; without it, the plain text `Internal Server Error`. */
  readonly failure?: string | undefined;
  /** The body of the answer; throws a Refusal. Notes in `about` what it learns on the way. */
  answer(incoming: Incoming, about: Situation): unknown;
}

interface Definition<Body, Query, C extends Call<Body, Query>> extends Omit<
  Endpoint,
  'needsToken' | 'body' | 'query' | 'answer'
> {
  readonly body?: z.ZodType<Body>;
  readonly query?: z.ZodType<Query>;
  answer(call: C): unknown;
}

/** An endpoint that anybody may call. */
export function openEndpoint<Body = undefined, Query = undefined>(
  definition: Definition<Body, Query, Call<Body, Query>>,
): Endpoint {
  return {
    ...definition,
    needsToken: false,
    answer(incoming, about) {
      const body = bodyOf(definition, incoming, about);
      return definition.answer(validated(definition, body, incoming, about));
    },
  };
}

/**
 * An endpoint that needs an access token. The order is FastAPI's: a body that is not JSON is refused first,
 * then the token is asked for, then the fields are validated.
 */
export function signedInEndpoint<Body = undefined, Query = undefined>(
  context: Context,
  definition: Definition<Body, Query, SignedInCall<Body, Query>>,
): Endpoint {
  return {
    ...definition,
    needsToken: true,
    async answer(incoming, about) {
      const body = bodyOf(definition, incoming, about);
      const { caller, token } = await signIn(context, incoming.headers.authorization, about);
      about.caller = caller;
      return definition.answer({ ...validated(definition, body, incoming, about), caller, token });
    },
  };
}

function bodyOf(definition: { body?: unknown }, incoming: Incoming, about: Situation): unknown {
  if (!definition.body) return undefined;
  about.body = readBody(incoming.bytes, incoming.headers['content-type']);
  return about.body;
}

function validated<Body, Query>(
  { body, query }: { readonly body?: z.ZodType<Body>; readonly query?: z.ZodType<Query> },
  rawBody: unknown,
  incoming: Incoming,
  about: Situation,
): Call<Body, Query> {
  return {
    incoming,
    about,
    query: query ? validate(query, incoming.query, 'query') : (undefined as Query),
    body: body ? validate(body, rawBody, 'body') : (undefined as Body),
  };
}
