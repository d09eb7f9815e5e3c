import { expect } from 'chai';
import { compactTime } from '../basics/time';
import { makeRunId, makeTag, NameGiver } from './names';
import { messagesFor, STANDARD_TOPICS } from './topics';

describe('Names', () => {
  it('follow the patterns of the older system, made unique by the scope', () => {
    const names = new NameGiver('testuser', 'k3x9q2', 'testpass123');
    expect(names.stem).to.equal('testuser_k3x9q2_');
    expect(names.next()).to.deep.equal({
      username: 'testuser_k3x9q2_001',
      password: 'testpass123',
      email: 'testuser_k3x9q2_001@example.com',
      tenant_name: '测试租户_k3x9q2_001',
    });
    expect(names.next()).to.include({ username: 'testuser_k3x9q2_002', tenant_name: '测试租户_k3x9q2_002' });
  });

  it('are never given twice, also beyond a thousand, and all begin with the stem', () => {
    const names = new NameGiver('testuser', makeTag(), 'testpass123');
    const given = Array.from({ length: 1_100 }, () => names.next());
    for (const field of ['username', 'email', 'tenant_name'] as const) {
      expect(new Set(given.map((each) => each[field])).size).to.equal(given.length);
    }
    for (const { username } of given) expect(username.startsWith(names.stem)).to.equal(true);
  });

  it('are short enough for MaiMBot with the longest prefix there may be', () => {
    const names = new NameGiver('p'.repeat(20), makeTag(), 'testpass123');
    const given = Array.from({ length: 1_000 }, () => names.next());
    for (const { username } of given) expect(username.length).to.be.at.most(50);
  });

  it('are those of one run: a tag is six letters and digits, and another one each time', () => {
    const tags = Array.from({ length: 200 }, makeTag);
    for (const tag of tags) expect(tag).to.match(/^[0-9a-z]{6}$/);
    expect(new Set(tags).size).to.equal(tags.length);
  });

  it('tell when a run began, in local time', () => {
    const began = new Date(2026, 0, 2, 3, 4, 5);
    expect(compactTime(began)).to.equal('20260102_030405');
    expect(makeRunId(began, 'k3x9q2')).to.equal('20260102_030405_k3x9q2');
  });
});

describe('Topics', () => {
  const topics = new Map([
    ['友好助手', ['一', '二']],
    ['专业专家', ['三']],
  ]);

  it('are those of the kind of agent, in order, and over again when there are too few', () => {
    expect(messagesFor(topics, '友好助手', 1)).to.deep.equal(['一']);
    expect(messagesFor(topics, '友好助手', 5)).to.deep.equal(['一', '二', '一', '二', '一']);
  });

  it('are those of every kind where the kind has none, or is not known', () => {
    for (const kind of ['高效助手', undefined])
      expect(messagesFor(topics, kind, 3)).to.deep.equal(['一', '二', '三']);
  });

  it('never run out', () => {
    expect(messagesFor(new Map(), undefined, 2)).to.have.length(2);
    expect(messagesFor(new Map([['友好助手', []]]), '友好助手', 2)).to.not.include(undefined);
  });

  it('are at least four different ones for each of the five templates', () => {
    expect([...STANDARD_TOPICS.keys()]).to.have.members([
      '友好助手',
      '专业专家',
      '创意伙伴',
      '贴心朋友',
      '高效助手',
    ]);
    for (const own of STANDARD_TOPICS.values()) expect(new Set(own).size).to.be.at.least(4);
  });
});
