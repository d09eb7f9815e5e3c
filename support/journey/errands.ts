import type { Request } from '../configurator';
import type { Actor } from './actor';

type Errand = (actor: Actor) => Request;

const rename = { name: '不是你起的名字' };

/** Everything that a tenant needs a token for, by the words of the features. */
const ERRANDS: Readonly<Record<string, Errand>> = {
  'look at the profile': () => ({ method: 'GET', path: '/api/v1/auth/me' }),
  'sign out': () => ({ method: 'POST', path: '/api/v1/auth/logout' }),
  'list the agents': () => ({ method: 'GET', path: '/api/v1/agents/' }),
  'create an agent': ({ account }) => ({
    method: 'POST',
    path: '/api/v1/agents/',
    json: { name: '不请自来', description: account.username },
  }),
  'look at an agent': (actor) => ({ method: 'GET', path: pathOfAgent(actor) }),
  'rename an agent': (actor) => ({ method: 'PUT', path: pathOfAgent(actor), json: rename }),
  'give an agent another persona': (actor) => ({
    method: 'PUT',
    path: pathOfAgent(actor),
    json: { persona: '从此只说反话的人' },
  }),
  'remove an agent': (actor) => ({ method: 'DELETE', path: pathOfAgent(actor) }),
  'create a template': ({ account }) => ({
    method: 'POST',
    path: '/api/v1/agents/templates',
    json: { template_id: `${account.username}t`, name: '不请自来', persona: '不请自来的人' },
  }),
  'look at the tenant': () => ({ method: 'GET', path: '/api/v1/tenant/' }),
  'rename the tenant': () => ({ method: 'PUT', path: '/api/v1/tenant/', json: { tenant_name: '别人的家' } }),
  'read the statistics': () => ({ method: 'GET', path: '/api/v1/tenant/stats' }),
  'look at the API key': () => ({ method: 'GET', path: '/api/v1/tenant/api-key' }),
  'renew the API key': () => ({ method: 'POST', path: '/api/v1/tenant/regenerate-api-key' }),
  'upgrade the tenant': () => ({ method: 'POST', path: '/api/v1/tenant/upgrade' }),
};

/** The one that carries its token as a field. */
const RENEWAL = 'renew the token';

/** The errands, as the features call them. */
export const ERRAND_NAMES: readonly string[] = [...Object.keys(ERRANDS), RENEWAL];

/**
 * The request of an errand in the name of a user, with any token or none.
 * @throws OutOfOrder when it needs an agent that the user does not have
 */
export function requestOf(errand: string, actor: Actor, token: string | undefined): Request {
  if (errand === RENEWAL)
    return { method: 'POST', path: '/api/v1/auth/refresh', json: { refresh_token: token } };
  const request = ERRANDS[errand];
  if (!request) throw new Error(`"${errand}" is no errand; there are ${ERRAND_NAMES.join(', ')}`);
  return { ...request(actor), ...(token === undefined ? {} : { token }) };
}

function pathOfAgent(actor: Actor): string {
  return `/api/v1/agents/${actor.agent().agentId}`;
}
