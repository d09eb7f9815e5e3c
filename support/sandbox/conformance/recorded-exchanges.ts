import { z } from 'zod';
import recording from './recordings/configurator.json';

const response = z.strictObject({
  status: z.number(),
  contentType: z.string(),
  wwwAuthenticate: z.string().optional(),
  body: z.unknown(),
});

const exchange = z.strictObject({
  name: z.string(),
  request: z.strictObject({
    method: z.string(),
    path: z.string(),
    headers: z.record(z.string(), z.string()),
    /** Sent as JSON. */
    body: z.unknown().optional(),
    /** Sent as it is; one that was cut ends in `…(N chars)`. */
    raw: z.string().optional(),
  }),
  response,
});

/** A request to the real configurator and its answer, with placeholders for what differs from run to run. */
export type RecordedExchange = z.infer<typeof exchange>;

/** What was recorded of an answer, or what is expected in its place. */
export type ExpectedResponse = z.infer<typeof response>;

/** The HTTP exchanges recorded from the real MaiMBot, in their order. */
export const recordedExchanges: readonly RecordedExchange[] = z.array(exchange).parse(recording.exchanges);
