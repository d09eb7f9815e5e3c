import { setTimeout as after } from 'node:timers/promises';
import type { Delivery } from '../seams';
import type { Connections } from './connections';

/** The open connections as seams are told about them. */
export function describePeers(
  connections: Connections,
): { id: string; key: string; platform: string; uuid: string }[] {
  return connections.all().map(({ id, peer: { key, platform, uuid } }) => ({ id, key, platform, uuid }));
}

/** Sends frames, each after its delay; those without one at once and in order. */
export class Outbox {
  readonly #connections: Connections;
  readonly #closing: AbortSignal;

  constructor(connections: Connections, closing: AbortSignal) {
    this.#connections = connections;
    this.#closing = closing;
  }

  post(deliveries: readonly Delivery[]): void {
    for (const { frame, to, delayMs } of deliveries) {
      if (delayMs <= 0) this.#connections.send(to, frame);
      else void this.#sendLater(to, frame, delayMs);
    }
  }

  async #sendLater(to: string, frame: Delivery['frame'], delayMs: number): Promise<void> {
    try {
      await after(delayMs, undefined, { signal: this.#closing });
    } catch {
      return; // The backend closes, and nothing else ends the wait early.
    }
    this.#connections.send(to, frame);
  }
}
