import { understand } from './remark';
import { voiceOf } from './voices';

/** Who answers: a name, and a persona that may be a template's. */
export interface Answerer {
  readonly name: string;
  readonly persona: string;
  /** The template whose persona it has, if any. */
  readonly templateId: string | undefined;
}

/**
 * The answer of an agent: in the voice of its template or persona, with its name and, unless the text is blank,
 * the first 40 characters of what was said. The same text gets the same answer from the same agent.
 */
export function compose({ name, persona, templateId }: Answerer, said: string): string {
  const voice = voiceOf(templateId, persona);
  const remark = understand(said);
  const body = remark.kind === 'nothing' ? voice.nothing : voice[remark.kind](remark);
  const ending = voice.endings[remark.fingerprint % voice.endings.length] ?? voice.endings[0];
  return `${voice.opening(name)}${body}${ending}`;
}

/** Cuts a text into so many parts of about one length that give the text when put together; fewer if it is too short. */
export function split(text: string, parts: number): string[] {
  const characters = Array.from(text);
  const count = Math.max(1, Math.min(parts, characters.length));
  const bounds = Array.from({ length: count + 1 }, (_, i) => Math.round((i * characters.length) / count));
  return bounds.slice(1).map((end, i) => characters.slice(bounds[i], end).join(''));
}
