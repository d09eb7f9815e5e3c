import type { Connection } from './connection';

/** Connections that are cut together: nothing is said any more from the moment when the signal is aborted. */
export class ConnectionGroup {
  private readonly connections: Connection[] = [];
  private readonly cut = (): void => {
    for (const connection of this.connections) void connection.cut();
  };

  constructor(private readonly signal: AbortSignal | undefined) {
    signal?.addEventListener('abort', this.cut, { once: true });
  }

  add(connection: Connection): void {
    this.connections.push(connection);
    if (this.signal?.aborted === true) void connection.cut();
  }

  get all(): readonly Connection[] {
    return this.connections;
  }

  /** Listens to the signal no longer. */
  done(): void {
    this.signal?.removeEventListener('abort', this.cut);
  }
}
