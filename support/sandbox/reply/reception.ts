import { randomUUID } from 'node:crypto';
import type { WebSocket } from 'ws';
import type { Seams } from '../seams';
import type { Admission } from './admission';
import type { Agents } from './agents';
import type { Connections, Peer } from './connections';
import { idToAcknowledge, readFrame, readMessage, type Frame } from './incoming';
import { describePeers, type Outbox } from './outbox';
import { receiptEnvelope } from './outgoing';

/** The reason of the close that a refused connection gets (recorded). */
const REFUSED = 'Authentication failed: 认证失败';

/** What a connection says of itself at the handshake. */
export type Introduction = Pick<Peer, 'key' | 'platform' | 'uuid'>;

interface Surroundings {
  readonly seams: Seams;
  readonly connections: Connections;
  readonly outbox: Outbox;
  readonly admission: Admission;
  readonly agents: Agents;
  readonly log: (level: 'info', message: string) => void;
}

/** Lets connections in or refuses them, acknowledges frames and passes messages on to the agents. */
export class Reception {
  readonly #with: Surroundings;

  constructor(surroundings: Surroundings) {
    this.#with = surroundings;
  }

  /** Takes an open socket in, under the id that it returns; one whose key is refused is closed at once. */
  greet(socket: WebSocket, introduction: Introduction): string {
    const { seams, connections, admission, log } = this.#with;
    const id = seams.read('reply.connection-id', randomUUID(), { ...introduction });
    const identity = admission.ofKey(introduction.key)?.identity;
    connections.add(id, { socket, ...introduction, identity });
    log('info', `${identity ? 'accepted' : 'refused'} a connection with key ${introduction.key || '(none)'}`);
    if (!identity) connections.drop(id, REFUSED);
    return id;
  }

  /** Handles a text frame: a receipt if it has an id, an answer if it is a message. */
  receive(id: string, text: string): void {
    const peer = this.#with.connections.get(id);
    const frame = readFrame(text);
    if (!peer?.identity || !frame) return;
    this.#acknowledge(id, peer, frame);

    const { seams, agents } = this.#with;
    const about = { frame, connection: id };
    const message = seams.read('reply.message', readMessage(frame), about);
    if (!message) return;
    // The key of the connection counts, whatever key the message names (seen on the real backend).
    agents.hear(message, seams.read('reply.speaker', peer.identity, { message, connection: id }));
  }

  /** The real server reads texts only and gives a connection up over anything else (recorded). */
  refuseBinary(id: string): void {
    const { seams, connections } = this.#with;
    if (!seams.check('reply.frame-tolerated', false, { connection: id })) connections.drop(id);
  }

  farewell(id: string): void {
    this.#with.connections.drop(id);
  }

  #acknowledge(id: string, peer: Peer, frame: Frame): void {
    const { seams, connections, outbox } = this.#with;
    const about = { frame, connection: id };
    const acknowledged = idToAcknowledge(frame);
    if (!seams.check('reply.receipt-due', acknowledged !== undefined, about)) return;
    const receipt = seams.read('reply.receipt', receiptEnvelope(acknowledged, peer.uuid), about);
    const deliveries = [{ frame: receipt, to: id, delayMs: 0 }];
    outbox.post(seams.deliver('receipt', deliveries, { ...about, connections: describePeers(connections) }));
  }
}
