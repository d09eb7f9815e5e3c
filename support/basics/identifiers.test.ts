import { expect } from 'chai';
import { dialogueKey, IDENTIFIER, makeIdentifier } from './identifiers';

describe('identifiers', () => {
  it('are a prefix and 16 hex digits, and never the same twice', () => {
    for (const kind of ['tenant', 'user', 'agent'] as const) {
      const made = Array.from({ length: 50 }, () => makeIdentifier(kind));
      for (const identifier of made) expect(identifier).to.match(new RegExp(`^${kind}_[0-9a-f]{16}$`));
      expect(new Set(made).size).to.equal(50);
    }
  });

  it('are found in text, whole ones only', () => {
    const tenant = makeIdentifier('tenant');
    const agent = makeIdentifier('agent');
    const text = `key ${dialogueKey(tenant, agent)}; not ${tenant}0, template_0123456789abcdef or tenant_12`;
    expect(text.match(IDENTIFIER)).to.deep.equal([tenant, agent]);
  });

  it('make the key of a dialogue, the tenant first', () => {
    expect(dialogueKey('tenant_1', 'agent_1')).to.equal('tenant_1:agent_1');
  });
});
