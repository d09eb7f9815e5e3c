import { expect } from 'chai';
import { FAULTS } from '../sandbox/faults';
import { asArguments, readFeature, readFeatures, scenariosOf } from './features';
import { ROOT } from './suite-run';

const TEXT = `@agents
Feature: Agents

  Scenario: Outside of every rule
    Given something

  Rule: An agent belongs to its tenant

    @D01
    Scenario: It is found again
      Given something

    Scenario Outline: Nobody else can <do> it
      Given something

      @D02
      Examples:
        | do     |
        | rename |
        | remove |
`;

describe('The scenarios of a feature', () => {
  const scenarios = readFeature('features/agents.feature', TEXT);

  it('are known by their titles, rules, lines and tags, one for each row of examples', () => {
    const feature = { file: 'features/agents.feature', feature: 'Agents' };
    const rule = 'An agent belongs to its tenant';
    const written = 'Nobody else can <do> it';
    expect(scenarios).to.deep.equal([
      {
        ...feature,
        line: 4,
        rule: '',
        title: 'Outside of every rule',
        written: 'Outside of every rule',
        tags: ['@agents'],
      },
      {
        ...feature,
        line: 10,
        rule,
        title: 'It is found again',
        written: 'It is found again',
        tags: ['@agents', '@D01'],
      },
      { ...feature, line: 19, rule, title: 'Nobody else can rename it', written, tags: ['@agents', '@D02'] },
      { ...feature, line: 20, rule, title: 'Nobody else can remove it', written, tags: ['@agents', '@D02'] },
    ]);
  });

  it('are found by a tag, by the title of their rule, and by their own title as written or as run', () => {
    const lines = (what: string): number[] => scenariosOf(scenarios, what).map(({ line }) => line);
    expect(lines('@D02')).to.deep.equal([19, 20]);
    expect(lines('An agent belongs to its tenant')).to.deep.equal([10, 19, 20]);
    expect(lines('Nobody else can <do> it')).to.deep.equal([19, 20]);
    expect(lines('Nobody else can rename it')).to.deep.equal([19]);
    expect(lines('')).to.deep.equal([4]);
    expect(lines('@D03')).to.deep.equal([]);
  });

  it('are named to cucumber-js by file and lines', () => {
    expect(asArguments(scenarios)).to.deep.equal(['features/agents.feature:4:10:19:20']);
  });
});

describe('The features of this project', () => {
  const scenarios = readFeatures(ROOT);

  it('have titles that say which scenario is meant', () => {
    const places = new Map<string, Set<string>>();
    for (const { written, file, rule } of scenarios)
      places.set(written, (places.get(written) ?? new Set()).add(`${file}: ${rule}`));
    expect([...places].filter(([, where]) => where.size > 1).map(([title]) => title)).to.deep.equal([]);
  });

  it('have what every fault of the sandbox says that it should be noticed by', () => {
    const lost = Object.entries(FAULTS)
      .filter(([, { noticedBy }]) => noticedBy === '' || scenariosOf(scenarios, noticedBy).length === 0)
      .map(([id, { noticedBy }]) => `${id}: ${noticedBy}`);
    expect(lost).to.deep.equal([]);
  });
});
