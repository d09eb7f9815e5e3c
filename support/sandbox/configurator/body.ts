import { DEEPEST, jsonError, TooDeepError } from './json-error';
import { Refusal } from './refusal';

/**
 * The body of a request as FastAPI hands it on: undefined when there is none, a parsed value when it is JSON,
 * its text when the content type says that it is something else.
 * Throws a Refusal: 422 for what is not JSON, 400 for what cannot be read at all.
 */
export function readBody(bytes: Buffer | undefined, contentType: string | undefined): unknown {
  if (bytes === undefined || bytes.length === 0) return undefined;
  if (!isJson(contentType)) return bytes.toString('utf8');
  const text = decoded(bytes);
  try {
    const value: unknown = JSON.parse(text);
    if (nestedDeeper(value, DEEPEST)) throw unreadable();
    return value;
  } catch (error) {
    if (error instanceof SyntaxError) throw notJson(text);
    throw error;
  }
}

function isJson(contentType: string | undefined): boolean {
  if (contentType === undefined || contentType === '') return true;
  const [type = ''] = contentType.toLowerCase().split(';');
  return /^application\/(?:json|[^/]+\+json)$/.test(type.trim());
}

function decoded(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw unreadable();
  }
}

function notJson(text: string): Refusal {
  try {
    const { position, reason } = jsonError(text) ?? { position: 0, reason: 'Expecting value' };
    const error = { type: 'json_invalid', loc: ['body', position], msg: 'JSON decode error', input: {} };
    return new Refusal(422, [{ ...error, ctx: { error: reason } }], 'body.syntax');
  } catch (error) {
    if (error instanceof TooDeepError) return unreadable();
    throw error;
  }
}

function unreadable(): Refusal {
  return new Refusal(400, 'There was an error parsing the body', 'body.syntax');
}

function nestedDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => nestedDeeper(inner, levels - 1));
}
