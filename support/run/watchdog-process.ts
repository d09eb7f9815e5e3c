import { messageOf } from '../basics/errors';
import type * as Finishing from './finish-left-run';
import { DISMISSED } from './watchdog';
import { RunFolder } from './run-folder';

/** Waits until the run is gone or has sent it away; then finishes the run, or just ends. */
function watch(folder: RunFolder): void {
  // The terminal's signals are not for this process: it ends when its work is done.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
  process.on('message', (message) => {
    if (message === DISMISSED) process.exit(0);
  });
  let finishing = false;
  const finish = (): void => {
    if (finishing) return;
    finishing = true;
    if (!folder.exists) process.exit(0);
    // Loaded only now, so that a run does not pay for what it hardly ever needs.
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- import() would need another module system
    const { finishLeftRun } = require('./finish-left-run') as typeof Finishing;
    finishLeftRun(folder).then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${new Date().toISOString()} run ${folder.id}: ${messageOf(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.on('disconnect', finish);
  if (!process.connected) finish();
}

const [, , folder] = process.argv;
if (folder === undefined) throw new Error('the watchdog needs the folder of a run');
watch(new RunFolder(folder));
