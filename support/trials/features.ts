import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { AstBuilder, compile, GherkinClassicTokenMatcher, Parser } from '@cucumber/gherkin';
import { type GherkinDocument, IdGenerator, type Scenario } from '@cucumber/messages';

/** A scenario as it runs: of an outline, one row of its examples. */
export interface FeatureScenario {
  /** The feature file, from the root of the project, with `/`. */
  readonly file: string;
  readonly line: number;
  readonly feature: string;
  /** The rule that it stands under; empty where there is none. */
  readonly rule: string;
  /** The title with the values of its row. */
  readonly title: string;
  /** The title as the file has it, with the names of the columns. */
  readonly written: string;
  readonly tags: readonly string[];
}

/** Every scenario of a project's feature files, in the order in which they stand there. */
export function readFeatures(root: string): FeatureScenario[] {
  const folder = path.join(root, 'features');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.feature'))
    .map((file) => ['features', ...file.split(path.sep)].join('/'))
    .sort()
    .flatMap((file) => readFeature(file, readFileSync(path.join(root, file), 'utf8')));
}

/** The scenarios of one feature file with this text. */
export function readFeature(file: string, text: string): FeatureScenario[] {
  const newId = IdGenerator.incrementing();
  const document = new Parser(new AstBuilder(newId), new GherkinClassicTokenMatcher()).parse(text);
  const written = placesOf(document);
  return compile(document, file, newId).map(({ name, tags, location, astNodeIds }) => {
    const place = written.get(astNodeIds[0] ?? '');
    return {
      file,
      line: location?.line ?? 0,
      feature: document.feature?.name ?? '',
      rule: place?.rule ?? '',
      title: name,
      written: place?.title ?? name,
      tags: tags.map((tag) => tag.name),
    };
  });
}

/** The scenarios that have this tag (`@D01`), or stand under the rule of this title, or have this title themselves. */
export function scenariosOf(scenarios: readonly FeatureScenario[], what: string): FeatureScenario[] {
  return scenarios.filter(
    ({ tags, rule, written, title }) => tags.includes(what) || [rule, written, title].includes(what),
  );
}

/** Scenarios as cucumber-js takes them on its command line: each file once, with its lines. */
export function asArguments(scenarios: readonly FeatureScenario[]): string[] {
  const lines = new Map<string, number[]>();
  for (const { file, line } of scenarios) lines.set(file, [...(lines.get(file) ?? []), line]);
  return [...lines].map(([file, numbers]) => [file, ...numbers].join(':'));
}

interface Place {
  readonly rule: string;
  readonly title: string;
}

/** Where each scenario stands, by its id. */
function placesOf({ feature }: GherkinDocument): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  const note = (scenario: Scenario | undefined, rule: string): void => {
    if (scenario) places.set(scenario.id, { rule, title: scenario.name });
  };
  for (const { rule, scenario } of feature?.children ?? []) {
    note(scenario, '');
    for (const child of rule?.children ?? []) note(child.scenario, rule?.name ?? '');
  }
  return places;
}
