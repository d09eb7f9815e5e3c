import { type DataTable, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';
import { describedAs } from '../support/journey/deeds';
import type { Suite } from '../support/suite/world';

When('somebody asks how MaiMBot is', async function (this: Suite) {
  this.memory.keep('health', await this.configurator.health());
});

When('somebody asks how the parts of MaiMBot are', async function (this: Suite) {
  const { services, ...health } = await this.configurator.apiHealth();
  this.memory.keep('health', { ...health, services });
});

When('somebody opens the documentation', async function (this: Suite) {
  this.memory.keep('documentation', await this.configurator.docs());
});

When('somebody reads the description of the interface', async function (this: Suite) {
  this.memory.keep('description', await this.configurator.openApi());
});

Then('MaiMBot is well', function (this: Suite) {
  expect(this.memory.need('health').status).to.equal('healthy');
});

Then('MaiMBot tells of these parts:', function (this: Suite, table: DataTable) {
  expect(this.memory.need('health').services).to.have.keys(table.raw().flat());
});

Then('it is a page that can be read', function (this: Suite) {
  expect(this.memory.need('documentation')).to.match(/<html[\s\S]*<\/html>/i);
});

Then('it lists:', function (this: Suite, table: DataTable) {
  const { paths } = this.memory.need('description');
  for (const deed of table.raw().flat()) {
    const { method, path } = describedAs(deed);
    expect(paths, deed).to.have.nested.property(`${path.replaceAll('.', '\\.')}.${method}`);
  }
});
