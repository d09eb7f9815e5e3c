import type { RecordedEvent, RecordedSession } from './recorded-sessions';

/** Milliseconds after the first connection of a scene that the recorder opened the second. */
const SECOND_CONNECTION_MS = 1501;

/** Longest time in milliseconds by which the recorder saw an effect before the act on another connection that caused it. */
const SKEW_MS = 50;

/** A close without a code is the recorder's own; the server's has one. */
const OWN_CLOSE = 1005;

/** What the client did. */
export type Action = { readonly connection: number } & (
  | { readonly does: 'connect' }
  | { readonly does: 'send'; readonly frame: unknown }
  | { readonly does: 'close' }
);

/** What the server did about it. */
export type Effect = { readonly connection: number } & (
  | { readonly is: 'opened' }
  | { readonly is: 'http'; readonly status: number }
  | { readonly is: 'frame'; readonly frame: unknown }
  | { readonly is: 'closed'; readonly code: number; readonly reason: string }
);

/** One act of the client, or several messages sent at once, with all that came of it before the next act. */
export interface Step {
  readonly actions: readonly Action[];
  readonly effects: readonly Effect[];
  /** Whether it is the agent's own choice how often it answers, or whether at all. */
  readonly agentChooses: boolean;
}

/** A text of so many characters is slow to answer: recorded was no answer within 7 s. */
const LONG_TEXT = 10_000;

function happenings(event: RecordedEvent, connection: number): readonly (Action | Effect)[] {
  if ('direction' in event) {
    const { frame } = event;
    return event.direction === 'client→server'
      ? [{ connection, does: 'send', frame }]
      : [{ connection, is: 'frame', frame }];
  }
  switch (event.event) {
    case 'open':
      return [
        { connection, does: 'connect' },
        { connection, is: 'opened' },
      ];
    case 'http':
      return [
        { connection, does: 'connect' },
        { connection, is: 'http', status: event.status },
      ];
    case 'close': {
      const { code, reason } = event;
      const closed = { connection, is: 'closed', code, reason } as const;
      return code === OWN_CLOSE ? [{ connection, does: 'close' }, closed] : [closed];
    }
  }
}

/** The steps of the sessions of one scene, in the order in which they were recorded. */
export function stepsOf(scene: readonly RecordedSession[]): Step[] {
  const timeline = scene.flatMap((session, connection) =>
    session.frames.flatMap((event) => {
      const time = event.at_ms + connection * SECOND_CONNECTION_MS;
      const [first, ...rest] = happenings(event, connection);
      if (!first) return [];
      const sortedBy = 'does' in first ? time : time + SKEW_MS;
      return [first, ...rest].map((happening) => ({ time, sortedBy, happening }));
    }),
  );
  const steps: { time: number; actions: Action[]; effects: Effect[] }[] = [];
  for (const { time, happening } of timeline.toSorted((a, b) => a.sortedBy - b.sortedBy)) {
    const last = steps.at(-1);
    if ('is' in happening) last?.effects.push(happening);
    else if (happening.does === 'send' && last?.time === time && last.effects.length === 0) {
      last.actions.push(happening);
    } else steps.push({ time, actions: [happening], effects: [] });
  }
  const seen = new Set<unknown>();
  return steps.map(({ actions, effects }) => ({
    actions,
    effects,
    agentChooses: agentChooses(actions, seen),
  }));
}

/** Several messages at once, a very long one, and one that it has seen before (contract: the agent's choice). */
function agentChooses(actions: readonly Action[], seen: Set<unknown>): boolean {
  const frames = actions.flatMap((action) => (action.does === 'send' ? [JSON.stringify(action.frame)] : []));
  const [, length = '0'] = /…\((\d+) chars\)/.exec(frames.join()) ?? [];
  const repeated = frames.some((frame) => seen.has(frame));
  for (const frame of frames) seen.add(frame);
  return frames.length > 1 || Number(length) >= LONG_TEXT || repeated;
}
