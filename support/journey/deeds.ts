import type { Request } from '../configurator';

/** What a tenant does by a request with a body, by the words of the features. */
const DEEDS = {
  'a registration': { method: 'POST', path: '/api/v1/auth/register', open: true },
  'a sign-in': { method: 'POST', path: '/api/v1/auth/login', open: true },
  'a renewal of the token': { method: 'POST', path: '/api/v1/auth/refresh', open: true },
  'a new agent': { method: 'POST', path: '/api/v1/agents/', open: false },
  'a change of this agent': { method: 'PUT', path: '/api/v1/agents/{agent}', open: false },
  'a new template': { method: 'POST', path: '/api/v1/agents/templates', open: false },
  'a change of the tenant': { method: 'PUT', path: '/api/v1/tenant/', open: false },
} as const;

export type Deed = keyof typeof DEEDS;

/** The kinds of deeds, as the features call them. */
export const DEED_NAMES = Object.keys(DEEDS);

/** Whether these words of the features name a deed. */
export function isDeed(words: string): words is Deed {
  return Object.hasOwn(DEEDS, words);
}

/** The request of a deed without its body; the token goes along where the deed needs one. */
export function requestFor(deed: Deed, who: { token: string; agentId: string | undefined }): Request {
  const { method, path, open } = DEEDS[deed];
  if (path.includes('{agent}') && who.agentId === undefined)
    throw new Error(`${deed} needs an agent: a step before this one has to make it`);
  return {
    method,
    path: path.replace('{agent}', who.agentId ?? ''),
    ...(open ? {} : { token: who.token }),
  };
}
