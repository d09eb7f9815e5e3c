import { z } from 'zod';
import recording from './recordings/reply.json';

/** Milliseconds since the connection was opened. */
const at_ms = z.number();

const event = z.union([
  z.strictObject({ at_ms, event: z.literal('open') }),
  z.strictObject({ at_ms, event: z.literal('http'), status: z.number() }),
  z.strictObject({ at_ms, event: z.literal('close'), code: z.number(), reason: z.string() }),
  z.strictObject({
    at_ms,
    direction: z.enum(['client→server', 'server→client']),
    frame: z.unknown(),
    note: z.string().optional(),
  }),
]);

const session = z.strictObject({
  name: z.string(),
  connect: z.strictObject({ path: z.string(), headers: z.record(z.string(), z.string()) }),
  frames: z.array(event),
  opened: z.boolean().optional(),
});

/** Something that happened on a recorded connection. */
export type RecordedEvent = z.infer<typeof event>;

/** One connection to the real reply backend, with placeholders for what differs from run to run. */
export type RecordedSession = z.infer<typeof session>;

/** The WebSocket sessions recorded from the real MaiMBot, in their order. */
export const recordedSessions: readonly RecordedSession[] = z.array(session).parse(recording.sessions);

/** Sessions that were open at the same time stand together: their names differ in `, connection N` only. */
export function scenesOf(sessions: readonly RecordedSession[]): RecordedSession[][] {
  const scenes = new Map<string, RecordedSession[]>();
  for (const each of sessions) {
    const scene = each.name.replace(/, connection \d+$/, '');
    scenes.set(scene, [...(scenes.get(scene) ?? []), each]);
  }
  return [...scenes.values()];
}
