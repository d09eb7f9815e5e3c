import { randomBytes, randomUUID } from 'node:crypto';
import { until } from '../../basics/wait';
import { RawClient, type ReceivedFrame } from '../reply/testing/raw-client';
import type { Bindings, Difference } from './placeholders';
import { recordedSessions, scenesOf, type RecordedSession } from './recorded-sessions';
import { compareFrames, typeOf } from './session-comparison';
import type { KnownSessionDifference } from './session-differences';
import { stepsOf, type Action, type Effect, type Step } from './session-steps';

/** How one replayed session compares. */
export interface ReplayedSession {
  readonly name: string;
  /** The known defect that explains why it goes otherwise than recorded; undefined where it must not. */
  readonly defect: string | undefined;
  /** Against the recording, or against what is expected instead; none is as it should be. */
  readonly differences: readonly Difference[];
}

export interface SessionReplayOptions {
  /** For example `ws://127.0.0.1:8095`. */
  readonly replyUrl: string;
  /** Whom the placeholders stand for. */
  readonly bindings: Bindings;
  /** Sessions that may differ from the recording, and how; none for a server with all known defects. */
  readonly allowed: readonly KnownSessionDifference[];
  /** How long to wait for what was recorded; default 15 s. */
  readonly deadlineMs?: number;
}

/**
 * Replays the recorded sessions over real WebSockets, one scene after the other, and compares what comes.
 * It waits for what was recorded to come; that nothing else comes is proved by the answer to a further message.
 */
export async function replaySessions(options: SessionReplayOptions): Promise<ReplayedSession[]> {
  const results: ReplayedSession[] = [];
  for (const scene of scenesOf(recordedSessions)) {
    const known = scene.map(({ name }) => options.allowed.find((each) => each.session === name));
    const expected = scene.map((session, i): RecordedSession => {
      const frames = known[i]?.instead;
      return frames ? { ...session, frames: [...frames] } : session;
    });
    const player = new ScenePlayer(expected, options);
    const differences = await player.play();
    results.push(
      ...scene.map(({ name }, i) => ({
        name,
        defect: known[i]?.defect,
        differences: differences.filter((each) => each.connection === i).map((each) => each.difference),
      })),
    );
  }
  return results;
}

interface Found {
  readonly connection: number;
  readonly difference: Difference;
}

/** Plays the sessions of one scene side by side. */
class ScenePlayer {
  readonly #scene: readonly RecordedSession[];
  readonly #url: string;
  readonly #bindings: Bindings;
  readonly #deadlineMs: number;
  readonly #clients: RawClient[] = [];
  /** How many frames of each client belong to steps that were compared. */
  readonly #compared: number[] = [];
  readonly #found: Found[] = [];
  readonly #sentIds = new Set<string>();

  constructor(scene: readonly RecordedSession[], options: SessionReplayOptions) {
    this.#scene = scene;
    this.#url = options.replyUrl;
    this.#bindings = options.bindings;
    this.#deadlineMs = options.deadlineMs ?? 15_000;
  }

  async play(): Promise<Found[]> {
    let before: Step | undefined;
    try {
      for (const step of stepsOf(this.#scene)) {
        const closing = step.actions[0]?.does === 'close';
        if (before && (closing || bringsNothingForSure(before))) {
          await this.#drain((closing ? step : before).actions[0]?.connection ?? 0);
        }
        if (before) this.#compare(before);
        before = step;
        for (const action of step.actions) await this.#act(action);
        await this.#await(step);
      }
      if (before) this.#compare(before);
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      this.#scene.forEach((_session, connection) => {
        this.#differ(connection, 'session', problem, 'what was recorded', 'not that');
      });
    }
    await Promise.all(this.#clients.map((client) => client.close()));
    return this.#found;
  }

  async #act(action: Action): Promise<void> {
    const { connection } = action;
    switch (action.does) {
      case 'connect': {
        const { path, headers } = this.#scene[connection]?.connect ?? { path: '', headers: {} };
        const named = Object.entries(headers).map(([name, value]) => [name, this.#filled(value)] as const);
        const client = new RawClient(
          this.#url + this.#filled(path),
          Object.fromEntries(named),
          this.#deadlineMs,
        );
        this.#clients[connection] = client;
        this.#compared[connection] = 0;
        await client.opened();
        return;
      }
      case 'send':
        this.#client(connection).send(this.#outgoing(action.frame));
        return;
      case 'close':
        await this.#client(connection).close();
    }
  }

  /** Waits for the recorded effects of a step, but not for replies that the agent may choose not to give. */
  async #await(step: Step): Promise<void> {
    for (const effect of step.effects) {
      const client = this.#client(effect.connection);
      if (effect.is === 'closed') {
        const closed = await client.see('the recorded close', () => client.closed);
        this.#compareValue(effect, 'close', { code: effect.code, reason: effect.reason }, closed);
      } else if (effect.is === 'opened') {
        this.#compareValue(effect, 'handshake', { opened: true }, client.opening);
      } else if (effect.is === 'http') {
        const refusal = { opened: false, status: effect.status };
        this.#compareValue(effect, 'handshake', refusal, client.opening);
      } else if (typeOf(effect.frame) === 'sys_ack' || !step.agentChooses) {
        const type = typeOf(effect.frame);
        const wanted = framesFor(step.effects, effect.connection, type).length;
        const have = (): number =>
          this.#fresh(effect.connection).filter((frame) => frame.type === type).length;
        await client.see(`${wanted} recorded frames of type ${String(type)}`, () => {
          if (have() >= wanted) return true;
          if (client.closed) throw new Error(`connection ${effect.connection + 1} closed instead of that`);
          return undefined;
        });
      }
    }
  }

  /** Sends one more message and waits for its answer: whatever came of the messages before it has come by then. */
  async #drain(connection: number): Promise<void> {
    const client = this.#client(connection);
    const message = this.#frames('client→server').find((frame) =>
      JSON.stringify(frame).includes('"message_dim"'),
    );
    if (message === undefined || client.closed) return;
    const mark = `${PROBE}${randomBytes(6).toString('hex')}`;
    const platform = this.#scene[connection]?.connect.headers['x-platform'] ?? 'test';
    client.send(this.#bindings.substitute(probeLike(message, mark, platform)));
    // With a shared x-uuid the answer may come to the other connection of the scene.
    await until(() => this.#clients.some(({ texts }) => texts.join().includes(mark)) || undefined, {
      what: `the answer to ${mark}`,
      deadlineMs: this.#deadlineMs,
      everyMs: 5,
    });
  }

  #compare(step: Step): void {
    this.#clients.forEach((client, connection) => {
      const expected = framesFor(step.effects, connection);
      const actual = this.#fresh(connection);
      this.#compared[connection] = client.frames.length;
      const differences = compareFrames(expected, actual, this.#bindings, {
        agentChooses: step.agentChooses,
        anyReply: this.#frames('server→client').find((frame) => typeOf(frame) === 'sys_std'),
      });
      this.#found.push(...differences.map((difference) => ({ connection, difference })));
      for (const text of client.garbled.splice(0)) {
        this.#differ(connection, 'frame', 'is of no known shape', undefined, text);
      }
    });
  }

  /** The frames that came since the last comparison, without those of the replay's own messages. */
  #fresh(connection: number): ReceivedFrame[] {
    const frames = this.#client(connection).frames.slice(this.#compared[connection]);
    return frames.filter((frame) => !JSON.stringify(frame).includes(PROBE));
  }

  /** All frames of the scene that went in that direction. */
  #frames(direction: 'client→server' | 'server→client'): unknown[] {
    return this.#scene
      .flatMap((session) => session.frames)
      .flatMap((event) => ('direction' in event && event.direction === direction ? [event.frame] : []));
  }

  #compareValue({ connection }: Effect, path: string, recorded: unknown, actual: unknown): void {
    const differences = this.#bindings.compare(recorded, actual, path);
    this.#found.push(...differences.map((difference) => ({ connection, difference })));
  }

  #differ(connection: number, path: string, problem: string, recorded: unknown, actual: unknown): void {
    this.#found.push({ connection, difference: { path, problem, recorded, actual } });
  }

  #client(connection: number): RawClient {
    const client = this.#clients[connection];
    if (!client) throw new Error(`connection ${connection + 1} was not opened`);
    return client;
  }

  #filled(text: string): string {
    return String(this.#bindings.substitute(text));
  }

  /** A recorded frame as it is sent: placeholders filled, cut texts whole again, binary ones as bytes. */
  #outgoing(frame: unknown): unknown {
    const binary = typeof frame === 'string' ? /^<(\d+) bytes binary>$/.exec(frame) : null;
    if (binary) return randomBytes(Number(binary[1]));
    for (const [placeholder] of JSON.stringify(frame).matchAll(/<msg_id:\w+>/g)) {
      if (this.#sentIds.has(placeholder)) continue;
      this.#sentIds.add(placeholder);
      this.#bindings.bind(placeholder, randomUUID());
    }
    const filled: unknown = JSON.parse(
      JSON.stringify(this.#bindings.substitute(frame), (_key, value: unknown) =>
        typeof value === 'string' ? whole(value) : value,
      ),
    );
    return filled;
  }
}

/** Begins the text and the id of every message that the replay adds. */
const PROBE = 'probe-';

/** Whether nothing that is awaited shows that a step is over: it has sent something and no reply was recorded, or none must come. */
function bringsNothingForSure({ actions, effects, agentChooses }: Step): boolean {
  if (actions[0]?.does !== 'send') return false;
  const awaited = effects.some((effect) => effect.is === 'closed' || typeOfEffect(effect) === 'sys_std');
  return agentChooses || !awaited;
}

function typeOfEffect(effect: Effect): unknown {
  return effect.is === 'frame' ? typeOf(effect.frame) : undefined;
}

/** A text message like another one: of the same user, in the same group if it has one, answered on this platform. */
function probeLike(message: unknown, mark: string, platform: string): unknown {
  const group_info = { platform: 'test', group_id: 'test_group_probe', group_name: '探针' };
  const text = JSON.stringify(message, (key, value: unknown) => {
    if (key === 'msg_id' || key === 'message_id') return mark;
    if (key === 'message_segment') return { type: 'text', data: mark };
    if (typeof value !== 'object') return value;
    if (key === 'message_dim') return { ...value, platform };
    return key === 'sender_info' ? { group_info, ...value } : value;
  });
  return JSON.parse(text);
}

function whole(text: string): string {
  const cut = /^(.)\1*…\((\d+) chars\)$/u.exec(text);
  return cut?.[1] === undefined ? text : cut[1].repeat(Number(cut[2]));
}

function framesFor(effects: readonly Effect[], connection: number, type?: unknown): unknown[] {
  return effects.flatMap((effect) =>
    effect.is === 'frame' &&
    effect.connection === connection &&
    (type === undefined || typeOf(effect.frame) === type)
      ? [effect.frame]
      : [],
  );
}
