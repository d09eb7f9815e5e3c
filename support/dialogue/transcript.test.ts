import { expect } from 'chai';
import { Transcript } from './transcript';

const KEY = `mb_${'k'.repeat(43)}`;

describe('transcript', () => {
  function filled(): Transcript {
    const transcript = new Transcript();
    transcript.opened();
    transcript.frame('sent', { payload: { message_segment: { data: `${'长'.repeat(195)}${KEY}` } } });
    transcript.frame('received', { meta: { api_key: KEY }, text: '短' });
    transcript.undecodable('received', 'not JSON');
    transcript.closed(1000, '再见');
    return transcript;
  }

  it('has one line for each event, in order, with the direction', () => {
    const lines = filled().toText().split('\n');
    expect(lines).to.have.length(5);
    const marks = ['— open', '→ {', '← {', '← not JSON: "not JSON"', '— closed, code 1000, reason "再见"'];
    for (const [i, mark] of marks.entries())
      expect(lines[i])
        .to.match(/^ *\d+ ms /)
        .and.contain(mark);
  });

  it('masks secrets, also one at the place where a text is cut', () => {
    expect(filled().toText()).to.not.contain('mb_').and.to.not.contain('kkk');
    expect(JSON.stringify(filled().toJSON())).to.not.contain('mb_').and.to.not.contain('kkk');
  });

  it('cuts long texts for people and keeps them whole for programs', () => {
    const transcript = new Transcript();
    transcript.frame('sent', { data: '长'.repeat(50_000) });
    expect(transcript.toText().length).to.be.lessThan(400);
    expect(transcript.toText()).to.contain('…(50000 chars)');
    expect(JSON.stringify(transcript.toJSON())).to.contain('长'.repeat(50_000));
  });

  it('counts milliseconds from the opening, never backwards', () => {
    const offsets = filled().entries.map((entry) => entry.atMs);
    expect(offsets[0]).to.equal(0);
    expect(offsets).to.deep.equal(offsets.toSorted((a, b) => a - b));
  });
});
