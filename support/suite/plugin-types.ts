import type { Envelope, Pickle } from '@cucumber/messages';

// cucumber-js exports no types for plugins that fit a plugin with options of its own; these are the parts used here.

/** A scenario that is about to run. */
export interface Scenario {
  readonly pickle: Pickle;
}

export interface CoordinatorContext {
  readonly operation: 'loadSources' | 'loadSupport' | 'runCucumber';
  readonly on: (event: 'message', handler: (envelope: Envelope) => void) => void;
  readonly transform: (
    event: 'pickles:filter' | 'pickles:order',
    handler: (scenarios: readonly Scenario[]) => readonly Scenario[],
  ) => void;
}

export interface CoordinatorPlugin {
  readonly type: 'plugin';
  /** Resolves with what is to be done, and awaited, after the last scenario. */
  coordinator(context: CoordinatorContext): Promise<(() => Promise<void>) | undefined>;
}
