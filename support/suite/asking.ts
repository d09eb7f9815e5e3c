import type { HttpAnswer, Request } from '../configurator';
import type { Actor } from '../journey/actor';
import { readValue, withField } from '../journey/given-value';
import { type SoundRequest, SoundRequests } from '../journey/sound-requests';
import type { Suite } from './world';

/** A field and its value, as a row of a table has them. */
export interface Row {
  readonly field: string;
  readonly notation: string;
}

/**
 * Sends a sound request in which one field is as a row has it, and remembers it for the steps that judge the answer.
 */
export async function askWith(
  suite: Suite,
  actor: Actor,
  { field, notation }: Row,
  choose: (requests: SoundRequests) => SoundRequest,
): Promise<void> {
  const { configurator, registrar } = suite;
  const requests = new SoundRequests(actor, { configurator, registrar, mark: suite.uniqueName('标记') });
  const { draft, mark, send } = choose(requests);
  const fields = withField(draft, [field], readValue(notation, actor.words));
  suite.memory.keep('asked', { fields, mark });
  await rememberAnswer(suite, async () => send(fields));
}

/** Asks, and remembers what everybody had before and the answer. */
export async function rememberAnswer(suite: Suite, ask: () => Promise<HttpAnswer>): Promise<void> {
  suite.noteWhatEverybodyHas();
  suite.memory.keep('ownerless', suite.traces.rows.ownerless());
  await suite.attempt(async () => suite.memory.keep('answer', await ask()));
}

/** Sends a request as it stands, with what everybody had before and the answer remembered likewise. */
export async function sendAsItStands(suite: Suite, request: Request): Promise<void> {
  await rememberAnswer(suite, async () => suite.configurator.send(request));
}

/** A value of a row as a piece of an address. */
export function inAddress(actor: Actor, notation: string): string {
  const given = readValue(notation, actor.words);
  return encodeURIComponent(given.left === 'in' ? String(given.value) : '');
}
