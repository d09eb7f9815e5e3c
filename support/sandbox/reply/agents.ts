import { setTimeout as after } from 'node:timers/promises';
import type { Seams } from '../seams';
import type { Store } from '../store';
import type { Admission, Admitted } from './admission';
import { compose, split } from './answer';
import { behaviourOf, type Behaviour } from './behaviour';
import type { Connections } from './connections';
import { describePeers, type Outbox } from './outbox';
import type { Message } from './incoming';
import { ownerOf, type Identity } from './key';
import type { Memory } from './memory';
import { makePart, replyEnvelope, type MomentIds, type Part } from './outgoing';
import type { Place } from './rows';
import type { SpeakingAgent } from './seam-names';
import { Lanes } from './streams';

/** Milliseconds between the parts of a split answer. */
const BETWEEN_PARTS_MS = 5;

/** What the agents of a reply backend work with. */
export interface Surroundings {
  readonly store: Store;
  readonly seams: Seams;
  readonly connections: Connections;
  readonly outbox: Outbox;
  readonly admission: Admission;
  readonly memory: Memory;
  readonly ids: MomentIds;
  /** How agents behave whose configuration does not say. */
  readonly behaviour: Behaviour;
  /** Told about a message that could not be handled. */
  readonly failed: (error: unknown) => void;
  /** Aborted when the backend closes: nobody thinks on. */
  readonly closing: AbortSignal;
}

type About = Readonly<{ message: Message; identity: Identity; agent: SpeakingAgent }>;

/** The agents: they hear messages, think, and answer, one message of a stream after the other. */
export class Agents {
  readonly #lanes = new Lanes();
  readonly #with: Surroundings;

  constructor(surroundings: Surroundings) {
    this.#with = surroundings;
  }

  /** Keeps a message and lets its agent answer; what fails is told to `failed`. */
  hear(message: Message, identity: Identity): void {
    const { store, admission, memory, failed, closing } = this.#with;
    try {
      const place = store.atomically(() => admission.of(identity) && memory.keepMessage(message, identity));
      if (!place) return;
      this.#lanes.enqueue(place.streamId, () =>
        this.#consider(message, place).catch((error: unknown) => {
          if (!closing.aborted) failed(error);
        }),
      );
    } catch (error) {
      failed(error);
    }
  }

  /** Resolves when no agent thinks any more. */
  async settled(): Promise<void> {
    await this.#lanes.settled();
  }

  async #consider(message: Message, place: Place): Promise<void> {
    const { store, admission, seams, closing } = this.#with;
    const before = admission.of(place.identity);
    if (!before) return;
    const behaviour = this.#behaviour(message, before);
    if (behaviour.delayMs > 0) await after(behaviour.delayMs, undefined, { signal: closing });
    const answered = store.atomically(() => {
      // The agent may have been removed, with all its rows, while it was thinking.
      const admitted = admission.of(place.identity);
      if (!admitted) return undefined;
      const about = { message, ...admitted };
      const speaks = message.segment.type === 'text';
      if (
        seams.check('reply.segment-answerable', speaks, about) &&
        seams.check('reply.agent-speaks', !behaviour.silent, { ...about, behaviour })
      ) {
        return { about, parts: this.#answer(about, place, behaviour) };
      }
      this.#with.memory.keepSilence(message, place);
      return undefined;
    });
    if (answered) await this.#send(answered.about, answered.parts);
  }

  #behaviour(message: Message, { identity, agent }: Admitted): Behaviour {
    const own = behaviourOf(agent.config_overrides, this.#with.behaviour);
    return this.#with.seams.read('reply.behaviour', own, { message, identity, agent });
  }

  #answer(about: About, place: Place, behaviour: Behaviour): readonly Part[] {
    const { seams, memory, ids } = this.#with;
    const { message, agent } = about;
    const heard = seams.read('reply.heard', message.text, about);
    const templateId = this.#templateOf(agent.persona);
    const text = seams.read('reply.text', compose({ ...agent, templateId }, heard), about);
    const texts = seams.read('reply.parts', split(text, behaviour.parts), about);
    const parts = texts.map((part) => makePart(part, ids));
    memory.keepAnswer(message, place, agent, parts, behaviour.delayMs);
    return parts;
  }

  #templateOf(persona: string): string | undefined {
    return this.#with.store.database
      .prepare<[string], { template_id: string }>(
        'SELECT template_id FROM agent_templates WHERE persona = ? ORDER BY id LIMIT 1',
      )
      .get(persona)?.template_id;
  }

  async #send(about: About, parts: readonly Part[]): Promise<void> {
    const { seams, connections, outbox, closing } = this.#with;
    const { message, identity, agent } = about;
    const aboutAll = { ...about, connections: describePeers(connections) };
    const audience = seams.read('reply.audience', this.#audience(about), aboutAll);
    const deliveries = parts.flatMap((part, i) => {
      const envelope = replyEnvelope(message, identity, agent, part);
      const frame = seams.read('reply.envelope', envelope, { ...about, part });
      return audience.map((to) => ({ frame, to, delayMs: i * BETWEEN_PARTS_MS }));
    });
    outbox.post(seams.deliver('reply', deliveries, aboutAll));
    // The next message of the stream is answered when this answer is complete.
    const lastMs = (parts.length - 1) * BETWEEN_PARTS_MS;
    if (lastMs > 0) await after(lastMs, undefined, { signal: closing });
  }

  #audience({ message, identity }: About): string[] {
    return this.#with.connections
      .all()
      .filter(
        ({ peer }) =>
          peer.identity !== undefined &&
          ownerOf(peer.identity) === ownerOf(identity) &&
          peer.platform === message.dim.platform,
      )
      .map(({ id }) => id);
  }
}
