import { expect } from 'chai';
import { makeMessage, receiptSchema, replySchema, testGroup } from './envelope';
import { receiptFrame, replyFrame } from './testing/scripted-server';

const speaker = { userId: 'user_1', nickname: 'testuser_1' };

function without(frame: Record<string, unknown>, path: string): unknown {
  const copy = structuredClone(frame);
  const steps = path.split('.');
  const last = steps.pop() ?? '';
  let place = copy;
  for (const step of steps) place = place[step] as Record<string, unknown>;
  expect(place, `${path} is in the frame`).to.have.property(last);
  Reflect.deleteProperty(place, last);
  return copy;
}

describe('envelope', () => {
  it('makes a message with every field of the recorded ones', () => {
    const message = makeMessage({
      key: 'tenant_1:agent_1',
      speaker,
      group: testGroup('tenant_1', 'testuser_1'),
      text: '你好',
      messageId: 'm-1',
    });
    const { timestamp } = message.meta;
    expect(message).to.deep.equal({
      ver: 1,
      msg_id: 'm-1',
      type: 'sys_std',
      meta: { sender_user: 'tenant_1:agent_1', platform: 'test', timestamp },
      payload: {
        message_info: {
          platform: 'test',
          message_id: 'm-1',
          time: timestamp,
          sender_info: {
            user_info: { platform: 'test', user_id: 'user_1', user_nickname: 'testuser_1' },
            group_info: {
              platform: 'test',
              group_id: 'test_group_tenant_1',
              group_name: 'testuser_1的测试群',
            },
          },
        },
        message_segment: { type: 'text', data: '你好' },
        message_dim: { api_key: 'tenant_1:agent_1', platform: 'test' },
      },
    });
    expect(timestamp, 'seconds, not milliseconds').to.be.closeTo(Date.now() / 1000, 60);
  });

  it('leaves group_info out of a private message and gives every message an id of its own', () => {
    const [one, other] = [1, 2].map(() => makeMessage({ key: 'k', speaker, text: '' }));
    expect(one?.payload.message_info.sender_info).to.not.have.property('group_info');
    expect(one?.msg_id).to.be.a('string').and.not.equal(other?.msg_id);
  });

  it('carries a segment as it is given', () => {
    const segment = { type: 'seglist', data: [{ type: 'text', data: '第一段' }] };
    expect(makeMessage({ key: 'k', speaker, segment }).payload.message_segment).to.deep.equal(segment);
  });

  it('accepts additional fields, a private reply, and null where a group or a user is absent', () => {
    expect(receiptSchema.safeParse({ ...receiptFrame('m'), more: 1 }).success).to.be.true;
    expect(replySchema.safeParse({ ...replyFrame('x'), more: 1 }).success).to.be.true;
    const group = 'payload.message_info.sender_info.group_info';
    expect(replySchema.safeParse(without(replyFrame('x'), group)).success).to.be.true;
  });

  for (const path of ['msg_id', 'meta.uuid', 'meta.acked_msg_id', 'meta.timestamp', 'payload.status']) {
    it(`refuses a receipt without ${path} and names it`, () => {
      const read = receiptSchema.safeParse(without(receiptFrame('m'), path));
      expect(read.error?.issues.map((issue) => issue.path.join('.'))).to.deep.equal([path]);
    });
  }

  for (const path of [
    'ver',
    'msg_id',
    'meta.sender_user',
    'meta.target_user',
    'meta.platform',
    'meta.timestamp',
    'payload.message_info.platform',
    'payload.message_info.message_id',
    'payload.message_info.time',
    'payload.message_info.sender_info.user_info.user_id',
    'payload.message_info.sender_info.user_info.user_nickname',
    'payload.message_segment.type',
    'payload.message_segment.data',
    'payload.message_dim.api_key',
    'payload.message_dim.platform',
  ]) {
    it(`refuses a reply without ${path} and names it`, () => {
      const read = replySchema.safeParse(without(replyFrame('x'), path));
      expect(read.error?.issues.map((issue) => issue.path.join('.'))).to.deep.equal([path]);
    });
  }
});
