import { setTimeout as after } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';

/** How long the writer still needs after it was told to finish: long enough to be waited for. */
const REMAINING_WORK_MS = 150;

const { database: file, committed } = workerData as { database: string; committed: Int32Array };
const database = new Database(file, { fileMustExist: true, timeout: 10_000 });
database.exec('BEGIN IMMEDIATE');
database.exec('UPDATE agent_templates SET usage_count = usage_count');

parentPort?.once('message', () => {
  void after(REMAINING_WORK_MS).then(() => {
    Atomics.store(committed, 0, 1);
    database.exec('COMMIT');
    database.close();
  });
});
parentPort?.postMessage('holds the lock');
