import { expect } from 'chai';
import { SettingsError } from '../settings/load';
import { checkTags, readCommandLine } from './command-line';

describe('The command line of cucumber-js', () => {
  it('asks for nothing when it is empty', () => {
    expect(readCommandLine([])).to.deep.equal({
      worldParameters: {},
      dryRun: false,
      tags: [],
      ordered: false,
    });
  });

  it('gives world parameters in either spelling, merged, the later ones winning', () => {
    const { worldParameters } = readCommandLine([
      '--world-parameters',
      '{"users":2,"agents":1}',
      'features/agents.feature',
      '--world-parameters={"users":5}',
    ]);
    expect(worldParameters).to.deep.equal({ users: 5, agents: 1 });
  });

  for (const text of ['{"users":', '{users:3}', 'null', '3', '"users"', '[1]'])
    it(`refuses ${text} as world parameters, in one line`, () => {
      expect(() => readCommandLine(['--world-parameters', text]))
        .to.throw(SettingsError)
        .with.property('message')
        .that.matches(/^--world-parameters .*write it as '\{"users":5,"agents":3\}'$/);
    });

  for (const argv of [
    ['--dry-run'],
    ['-d'],
    ['--tags', '@smoke', '-d'],
    ['-t', '@smoke', '--parallel', '2', '-d'],
  ])
    it(`asks for a dry run with ${argv.join(' ')}`, () => {
      expect(readCommandLine(argv).dryRun).to.equal(true);
    });

  for (const argv of [
    ['-t@dialogue'],
    ['-t', 'd'],
    ['-fmessage:d'],
    ['-rd.ts'],
    ['-pd'],
    ['-cd.js'],
    ['--name', 'd'],
    ['dry-run'],
  ])
    it(`asks for no dry run with ${argv.join(' ')}`, () => {
      expect(readCommandLine(argv).dryRun).to.equal(false);
    });

  it('gives every tag expression, and those that make no sense are refused in one line', () => {
    const { tags } = readCommandLine(['--tags', '@smoke', '-t@dialogue', '--tags=not @alone']);
    expect(tags).to.deep.equal(['@smoke', '@dialogue', 'not @alone']);
    expect(() => {
      checkTags(tags);
    }).to.not.throw();
    for (const expression of ['@smoke and', '(@smoke', 'and', '@a @b'])
      expect(() => {
        checkTags([expression]);
      })
        .to.throw(SettingsError)
        .with.property('message')
        .that.matches(/^--tags .*; write it as "@dialogue and not @sandbox"$/);
  });

  it('knows whether an order is asked for, in either way of writing it', () => {
    expect(readCommandLine(['--order', 'random']).ordered).to.equal(true);
    expect(readCommandLine(['--order=random:7']).ordered).to.equal(true);
    expect(readCommandLine(['--tags', '@order']).ordered).to.equal(false);
  });
});
