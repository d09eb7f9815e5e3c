import { isDeepStrictEqual } from 'node:util';
import type { TrialAnswer } from './trial';

/** Whether an answer is this refusal, to be used with chai's `satisfy`; `scheme` is its WWW-Authenticate, by default none. */
export function refused(status: number, detail: string, scheme: string | null = null) {
  return (answer: TrialAnswer): boolean =>
    answer.status === status &&
    isDeepStrictEqual(answer.body, { detail }) &&
    answer.headers.get('www-authenticate') === scheme;
}
