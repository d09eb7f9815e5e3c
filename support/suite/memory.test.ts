import { expect } from 'chai';
import { Memory, NotRemembered } from './memory';

describe('What steps remember', () => {
  it('is given back as it was told last', () => {
    const memory = new Memory();
    memory.keep('apiKey', 'one');
    expect(memory.keep('apiKey', 'two')).to.equal('two');
    expect(memory.need('apiKey')).to.equal('two');
  });

  it('is an error where no step has told it, which says what is missing', () => {
    const memory = new Memory();
    memory.keep('apiKey', 'one');
    expect(() => memory.need('contestedName')).to.throw(NotRemembered, '"contestedName"');
    expect(memory.has('contestedName')).to.equal(false);
  });

  it('can be that nothing was refused', () => {
    const memory = new Memory();
    memory.keep('refusal', undefined);
    expect(memory.has('refusal')).to.equal(true);
    expect(memory.need('refusal')).to.equal(undefined);
  });
});
