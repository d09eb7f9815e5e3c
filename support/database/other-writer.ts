import { once } from 'node:events';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { within } from '../basics/wait';

/** Somebody else who is writing to a database: holds its write lock until told to finish. */
export class OtherWriter {
  private constructor(
    private readonly thread: Worker,
    private readonly committed: Int32Array,
  ) {}

  /** Resolves when the lock is held. */
  static async begin(database: string): Promise<OtherWriter> {
    const committed = new Int32Array(new SharedArrayBuffer(4));
    const thread = new Worker(path.join(__dirname, 'other-writer-thread.ts'), {
      execArgv: ['--require', require.resolve('ts-node/register')],
      workerData: { database, committed },
    });
    const writer = new OtherWriter(thread, committed);
    await within(once(thread, 'message'), { what: 'the other writer to begin', deadlineMs: 10_000 });
    return writer;
  }

  /** Whether the other one has finished its work. */
  get finished(): boolean {
    return Atomics.load(this.committed, 0) === 1;
  }

  /** Lets the other one finish while this thread is busy waiting for the database. */
  finishSoon(): void {
    this.thread.postMessage('finish');
  }

  async end(): Promise<void> {
    await this.thread.terminate();
  }
}
