import type { Request } from '../configurator';
import type { Actor } from './actor';

/** What a tenant does by a request with a body, by the words of the features. */
const DEEDS = {
  'a sign-in': { method: 'POST', path: '/api/v1/auth/login', open: true },
  'a renewal of the token': { method: 'POST', path: '/api/v1/auth/refresh', open: true },
  'a new agent': { method: 'POST', path: '/api/v1/agents/', open: false },
  'a change of this agent': { method: 'PUT', path: '/api/v1/agents/{agent}', open: false },
  'a new template': { method: 'POST', path: '/api/v1/agents/templates', open: false },
  'a change of the tenant': { method: 'PUT', path: '/api/v1/tenant/', open: false },
} as const;

type Deed = keyof typeof DEEDS;

/** The kinds of deeds, as the features call them. */
export const DEED_NAMES = Object.keys(DEEDS);

function isDeed(words: string): words is Deed {
  return Object.hasOwn(DEEDS, words);
}

/**
 * The request of a deed without its body; the token of the user goes along where the deed needs one.
 * @throws OutOfOrder when the deed needs an account or an agent that the user does not have
 */
export function requestFor(deed: string, actor: Actor): Request {
  const { method, path, open } = known(deed);
  return {
    method,
    path: path.includes('{agent}') ? path.replace('{agent}', actor.agent().agentId) : path,
    ...(open ? {} : { token: actor.token }),
  };
}

/** Method and path of a deed as OpenAPI writes them. */
export function describedAs(deed: string): { readonly method: string; readonly path: string } {
  const { method, path } = known(deed);
  return { method: method.toLowerCase(), path: path.replace('{agent}', '{agent_id}') };
}

function known(deed: string): (typeof DEEDS)[Deed] {
  if (isDeed(deed)) return DEEDS[deed];
  throw new Error(`"${deed}" is nothing that a tenant does; there are ${DEED_NAMES.join(', ')}`);
}
