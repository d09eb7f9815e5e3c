import type { WebSocket } from 'ws';
import type { Identity } from './key';

/** An open connection as the server knows it. */
export interface Peer {
  readonly socket: WebSocket;
  /** The key that it was made with. */
  readonly key: string;
  readonly platform: string;
  /** Its name as the client knows it: the `x-uuid` that it sent, or one that was made up. */
  readonly uuid: string;
  /** Whose key it is; undefined until it is accepted. */
  readonly identity: Identity | undefined;
}

/** The open connections, each under an id of the server's own. */
export class Connections {
  readonly #open = new Map<string, Peer>();

  add(id: string, peer: Peer): void {
    this.#open.set(id, peer);
  }

  get(id: string): Peer | undefined {
    return this.#open.get(id);
  }

  all(): { id: string; peer: Peer }[] {
    return [...this.#open].map(([id, peer]) => ({ id, peer }));
  }

  /** Forgets a connection and closes it with code 1000 if it is open still. */
  drop(id: string, reason = ''): void {
    const peer = this.#open.get(id);
    this.#open.delete(id);
    peer?.socket.close(1000, reason);
  }

  /** Sends a frame to the connection of that id, if there is one. */
  send(id: string, frame: Readonly<Record<string, unknown>>): void {
    const socket = this.#open.get(id)?.socket;
    if (socket?.readyState === socket?.OPEN) socket?.send(JSON.stringify(frame));
  }
}
