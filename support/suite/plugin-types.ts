import type { Envelope } from '@cucumber/messages';

// cucumber-js exports no types for plugins that fit a plugin with options of its own; these are the parts used here.

export interface CoordinatorContext {
  readonly operation: 'loadSources' | 'loadSupport' | 'runCucumber';
  readonly on: (event: 'message', handler: (envelope: Envelope) => void) => void;
}

export interface CoordinatorPlugin {
  readonly type: 'plugin';
  /** Resolves with what is to be done, and awaited, after the last scenario. */
  coordinator(context: CoordinatorContext): Promise<(() => Promise<void>) | undefined>;
}
