import {
  After,
  Before,
  setDefinitionFunctionWrapper,
  setParallelCanAssign,
  Status,
} from '@cucumber/cucumber';
import { DefectGone, defectsLookedFor, excuseFor, KNOWN_DEFECT_ATTACHMENT } from './known-defects';
import { isInterrupted, unlessInterrupted } from './interruption';
import { Suite } from './world';

Before(function (this: Suite, { pickle }) {
  if (isInterrupted()) return 'skipped';
  this.defects = defectsLookedFor(pickle.tags, this.run.settings.knownDefects);
  this.checkBackends();
  return undefined;
});

After(async function (this: Suite, { result }) {
  if (result?.status === Status.FAILED) this.showEvidence();
  await this.end();
});

// Hooks that were defined later come first: this one may turn a scenario that passed into one that failed.
After(function (this: Suite, { result }) {
  if (result?.status === Status.PASSED && this.defects.length > 0) throw new DefectGone(this.defects);
});

type Definition = (this: unknown, ...args: unknown[]) => unknown;

/** An assertion that fails because of a known defect lets the scenario off: its other steps are skipped, and it does not fail the run. */
setDefinitionFunctionWrapper(
  (definition: Definition): Definition =>
    async function (...args) {
      try {
        return await unlessInterrupted(Promise.resolve(definition.apply(this, args)));
      } catch (error) {
        const excuse = this instanceof Suite ? excuseFor(error, this.defects) : undefined;
        if (excuse === undefined || !(this instanceof Suite)) throw error;
        this.attach(excuse, { mediaType: 'text/plain', fileName: KNOWN_DEFECT_ATTACHMENT });
        return 'skipped';
      }
    },
);

/** A scenario tagged `@alone` looks at something that all tenants share, so no other one runs beside it. */
setParallelCanAssign((candidate, running) => {
  const alone = (pickle: typeof candidate): boolean => pickle.tags.some(({ name }) => name === '@alone');
  return running.length === 0 || !(alone(candidate) || running.some(alone));
});
