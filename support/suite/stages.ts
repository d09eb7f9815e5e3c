import type { Pickle } from '@cucumber/messages';

/** The stages in the order in which a tenant goes through them, by tag. */
export const STAGES: readonly string[] = [
  '@service',
  '@registration',
  '@sign-in',
  '@agents',
  '@dialogue',
  '@strain',
  '@isolation',
  '@bad-input',
  '@cleanup',
  '@journey',
];

/** The stage that a scenario belongs to. */
export function stageOf({ tags }: Pick<Pickle, 'tags'>): string | undefined {
  return STAGES.find((stage) => tags.some(({ name }) => name === stage));
}

/** Whether a scenario needs backends whose behaviour and rows a test can set. */
export function needsSandbox({ tags }: Pick<Pickle, 'tags'>): boolean {
  return tags.some(({ name }) => name === '@sandbox');
}

/** Scenarios by stage, and within a stage as they were; those without a stage come last. */
export function inOrderOfStages<T extends { readonly pickle: Pick<Pickle, 'tags'> }>(
  scenarios: readonly T[],
): T[] {
  const rank = ({ pickle }: T): number => STAGES.indexOf(stageOf(pickle) ?? '') + 1 || STAGES.length + 1;
  return scenarios.toSorted((one, other) => rank(one) - rank(other));
}
