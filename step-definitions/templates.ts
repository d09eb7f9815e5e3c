import { type DataTable, Given, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';
import type { AgentTemplate } from '../support/configurator';
import type { Suite } from '../support/suite/world';

/** The templates that come with MaiMBot, among those that were looked at. */
function systemTemplates(suite: Suite): AgentTemplate[] {
  return suite.memory.need('templates').filter((template) => template.is_system);
}

Given('the uses of all templates are known', async function (this: Suite) {
  const templates = await this.configurator.templates();
  this.memory.keep(
    'uses',
    new Map(templates.map(({ template_id, usage_count }) => [template_id, usage_count])),
  );
});

When('somebody looks at the templates', async function (this: Suite) {
  this.memory.keep('templates', await this.configurator.templates());
});

When(
  'somebody looks at the templates of the category {word}',
  async function (this: Suite, category: string) {
    this.memory.keep('templates', await this.configurator.templates({ category }));
  },
);

When('somebody looks at the template {string}', async function (this: Suite, templateId: string) {
  await this.attempt(async () => this.configurator.template(templateId));
});

Then('these templates are offered:', function (this: Suite, table: DataTable) {
  const offered = new Map(systemTemplates(this).map((template) => [template.name, template]));
  const expected = table.hashes();
  expect([...offered.keys()]).to.have.members(expected.map(({ template }) => template));
  for (const { template = '', purpose = '', category } of expected) {
    expect(offered.get(template)?.category, `category of ${template}`).to.equal(category);
    expect(offered.get(template)?.description, `description of ${template}`).to.include(purpose);
  }
});

Then(
  '{template} and {template} are offered, and no other template',
  function (this: Suite, one: string, other: string) {
    expect(systemTemplates(this).map(({ name }) => name)).to.have.members([one, other]);
  },
);

Then('each of them describes who it is', function (this: Suite) {
  const personas = systemTemplates(this).map(({ persona }) => persona.trim());
  expect(personas).to.not.include('');
  expect(new Set(personas).size).to.equal(personas.length);
});

Then(
  '{template} has been used {int} times more than before',
  async function (this: Suite, name: string, times: number) {
    const { template_id } = await this.template(name);
    const { usage_count } = await this.configurator.template(template_id);
    expect(usage_count - (this.memory.need('uses').get(template_id) ?? 0)).to.equal(times);
  },
);

Then('every template has been used as often as before', async function (this: Suite) {
  const templates = await this.configurator.templates();
  const now = new Map(templates.map(({ template_id, usage_count }) => [template_id, usage_count]));
  expect(now).to.deep.equal(this.memory.need('uses'));
});
