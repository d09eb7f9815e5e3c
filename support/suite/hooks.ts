import { After, Before, setParallelCanAssign, Status } from '@cucumber/cucumber';
import type { Suite } from './world';

Before(function (this: Suite) {
  this.checkBackends();
});

After(async function (this: Suite, { result }) {
  if (result?.status === Status.FAILED) this.showEvidence();
  await this.end();
});

/** A scenario tagged `@alone` looks at something that all tenants share, so no other one runs beside it. */
setParallelCanAssign((candidate, running) => {
  const alone = (pickle: typeof candidate): boolean => pickle.tags.some(({ name }) => name === '@alone');
  return running.length === 0 || !(alone(candidate) || running.some(alone));
});
