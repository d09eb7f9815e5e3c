import { type Envelope, parseEnvelope } from '@cucumber/messages';

/** A message of Cucumber with this content, as one that comes over a pipe. */
export function envelopeOf(content: Partial<Record<keyof Envelope, object>>): Envelope {
  return parseEnvelope(JSON.stringify(content));
}
