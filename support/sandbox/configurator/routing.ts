import type { HTTPMethods } from 'fastify';
import type { Answer, EndpointName } from '../seams';
import type { Endpoint } from './endpoint';

type Method = HTTPMethods & ('GET' | 'POST' | 'PUT' | 'DELETE');

/**
 * Methods of MaiMBot's routes that the sandbox does not offer, where they shape the answer to other methods:
 * its chat API has `GET /api/v1/agents`, hence the 405 for creating an agent without the trailing slash.
 */
const ELSEWHERE: Readonly<Record<string, readonly string[]>> = { '/api/v1/agents': ['GET'] };

/** Method and path of an endpoint, the path with its parameters in braces. */
export function splitName(name: EndpointName): { method: Method; path: string } {
  const space = name.indexOf(' ');
  return { method: name.slice(0, space) as Method, path: name.slice(space + 1) };
}

/**
 * The answer to a request that no endpoint takes: 405 where the path has other methods, a redirect where it
 * has an endpoint but for a slash at its end, 404 otherwise; as FastAPI answers.
 */
export function unrouted(endpoints: readonly Endpoint[], method: string, url: string): Answer {
  const [path = '', query] = url.split('?');
  const allowed = [...methodsOf(endpoints, path), ...(ELSEWHERE[path] ?? [])];
  if (allowed.length > 0 && !allowed.includes(method)) {
    return { status: 405, body: { detail: 'Method Not Allowed' }, headers: { allow: allowed.join(', ') } };
  }
  const twin = path.endsWith('/') ? path.slice(0, -1) : `${path}/`;
  if (allowed.length === 0 && methodsOf(endpoints, twin).length > 0) {
    const location = query === undefined ? twin : `${twin}?${query}`;
    return { status: 307, body: '', headers: { location, 'content-type': 'text/plain; charset=utf-8' } };
  }
  return { status: 404, body: { detail: 'Not Found' }, headers: {} };
}

function methodsOf(endpoints: readonly Endpoint[], path: string): string[] {
  return endpoints
    .map(({ name }) => splitName(name))
    .filter((route) => new RegExp(`^${route.path.replace(/\{\w+\}/g, '[^/]+')}$`).test(path))
    .map(({ method }) => method);
}
