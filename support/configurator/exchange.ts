import { mask } from '../basics/secrets';

/** One request and what came back, for evidence: secrets in the bodies are masked; times in milliseconds. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly requestBody: string | undefined;
  readonly authorized: boolean;
  readonly status: number | undefined;
  readonly responseBody: string;
  readonly durationMs: number;
}

const LONGEST_BODY = 2_000;

/** The exchange as readable text: secrets masked, long bodies cut. */
export function describeExchange(exchange: Exchange): string {
  const { method, path, requestBody, authorized, status, responseBody, durationMs } = exchange;
  return [
    `${method} ${path}${authorized ? ' (with a token)' : ''}`,
    ...(requestBody === undefined ? [] : [`> ${shorten(requestBody)}`]),
    `< ${status ?? 'no answer'} after ${durationMs.toFixed(0)} ms`,
    `< ${shorten(responseBody)}`,
  ].join('\n');
}

function shorten(body: string): string {
  const masked = mask(body);
  return masked.length > LONGEST_BODY
    ? `${masked.slice(0, LONGEST_BODY)}… (${masked.length} characters)`
    : masked;
}
