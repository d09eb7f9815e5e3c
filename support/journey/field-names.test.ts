import { expect } from 'chai';
import { makeMessage } from '../dialogue';
import { fieldNamed, partNamed } from './field-names';

describe('The names of fields in the features', () => {
  it('mean fields of the interface, and a name that is not known means itself', () => {
    expect(fieldNamed('e-mail address')).to.equal('email');
    expect(fieldNamed('username')).to.equal('username');
    expect(fieldNamed('is_admin')).to.equal('is_admin');
    expect(fieldNamed('constructor')).to.equal('constructor');
  });

  it('mean places that a message has', () => {
    const message: unknown = makeMessage({
      key: 'k',
      speaker: { userId: 'u', nickname: 'n' },
      group: { id: 'g', name: 'n' },
      text: '你好',
    });
    for (const label of ['number', 'message info', 'user number', 'group number', 'text', 'key', 'time']) {
      const found = partNamed(label).reduce<unknown>(
        (inner, name) => (inner as Record<string, unknown> | undefined)?.[name],
        message,
      );
      expect(found, label).to.not.equal(undefined);
    }
  });

  it('are told when a place is not known', () => {
    expect(() => partNamed('colour')).to.throw('a message has no "colour"; there are version, number');
  });
});
