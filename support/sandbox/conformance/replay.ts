import { secondOver } from '../../basics/wait';
import { bindForgeries } from './forged-tokens';
import type { KnownDifference } from './known-differences';
import { Bindings, type Difference } from './placeholders';
import { recordedExchanges, type ExpectedResponse, type RecordedExchange } from './recorded-exchanges';

/** How the answer to one replayed request compares. */
export interface ReplayedExchange {
  readonly name: string;
  /** The known defect that explains why the sandbox answers otherwise than the recording; undefined where it must not. */
  readonly defect: string | undefined;
  /** Against the recording, or against what is expected instead; none is as it should be. */
  readonly differences: readonly Difference[];
}

export interface ReplayOptions {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  /** The key that the server verifies tokens with. */
  readonly signingKey: string;
  /** Answers that may differ from the recording, and how; none for a server with all known defects. */
  readonly allowed: readonly KnownDifference[];
}

/** Sends the recorded requests in their order to a server with a new database, and compares its answers. */
export async function replayExchanges(options: ReplayOptions): Promise<ReplayedExchange[]> {
  const bindings = new Bindings();
  const results: ReplayedExchange[] = [];
  for (const exchange of recordedExchanges) {
    const { name } = exchange;
    const known = options.allowed.find((difference) => difference.exchange === name);
    // The recorded log-in came in a later second than the registration, and the refresh within the second of the log-in:
    // that is what D05, which needs two tokens of one second, depends on.
    if (name === 'login') await secondOver();
    const actual = await send(options.baseUrl, exchange.request, bindings);
    const differences = compare(known?.instead ?? exchange.response, actual, bindings);
    results.push({ name, defect: known?.defect, differences });
    if (name === 'register a second user') await bindForgeries(bindings, options.signingKey);
  }
  return results;
}

interface ActualResponse {
  readonly status: number;
  readonly contentType: string | null;
  readonly wwwAuthenticate: string | null;
  readonly text: string;
}

async function send(
  baseUrl: string,
  request: RecordedExchange['request'],
  bindings: Bindings,
): Promise<ActualResponse> {
  const { method, raw } = request;
  const path = String(bindings.substitute(request.path, encodeURIComponent));
  const headers = Object.entries(request.headers).map(([name, value]): [string, string] => [
    name,
    String(bindings.substitute(value)),
  ]);
  const text =
    raw ?? (request.body === undefined ? undefined : JSON.stringify(bindings.substitute(request.body)));
  const response = await fetch(baseUrl + path, {
    method,
    headers,
    redirect: 'manual',
    ...(text !== undefined && { body: Buffer.from(whole(text)) }),
  });
  return {
    status: response.status,
    contentType: response.headers.get('content-type'),
    wwwAuthenticate: response.headers.get('www-authenticate'),
    text: await response.text(),
  };
}

/** A body that was cut in the recording, rebuilt: a username of 1 MiB, then blanks up to the stated length. */
function whole(text: string): string {
  const cut = /^(\{"username":")(x+)…\((\d+) chars\)$/.exec(text);
  if (!cut) return text;
  const [, start = '', , length = ''] = cut;
  const full = `${start}${'x'.repeat(1024 * 1024)}","password":"testpass123"`;
  return `${full.padEnd(Number(length) - 1)}}`;
}

function compare(expected: ExpectedResponse, actual: ActualResponse, bindings: Bindings): Difference[] {
  const head = (path: string, recorded: unknown, seen: unknown): Difference[] =>
    recorded === seen ? [] : [{ path, problem: 'is another', recorded, actual: seen }];
  return [
    ...head('status', expected.status, actual.status),
    ...head('content-type', expected.contentType, actual.contentType),
    ...head('www-authenticate', expected.wwwAuthenticate ?? null, actual.wwwAuthenticate),
    ...compareBody(expected, actual, bindings),
  ];
}

function compareBody(expected: ExpectedResponse, { text }: ActualResponse, bindings: Bindings): Difference[] {
  // The page at /docs is the product's own; what is promised is a page of HTML.
  if (expected.contentType.startsWith('text/html')) {
    return /^\s*<!DOCTYPE html>[^]*<\/html>\s*$/i.test(text)
      ? []
      : [{ path: 'body', problem: 'is not a page of HTML', recorded: expected.body, actual: text }];
  }
  if (!expected.contentType.startsWith('application/json')) return bindings.compare(expected.body, text);
  try {
    return bindings.compare(expected.body, JSON.parse(text));
  } catch {
    return [{ path: 'body', problem: 'is not JSON', recorded: expected.body, actual: text }];
  }
}
