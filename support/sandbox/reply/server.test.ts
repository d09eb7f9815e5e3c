import { request } from 'node:http';
import { expect } from 'chai';
import { soundSeams } from '../seams';
import { startReplyBackend } from './server';
import type { RawClient } from './testing/raw-client';
import { messageOf, Stage, type Actor } from './testing/stage';

const REFUSED = { code: 1000, reason: 'Authentication failed: 认证失败' };

describe('the reply backend of the sandbox', () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await Stage.build();
  });
  afterEach(async () => {
    await stage.strike();
  });

  for (const path of ['/', '/health', '/api/health', '/ws']) {
    it(`has no HTTP route: ${path} is 404`, async () => {
      const status = await new Promise((resolve, reject) => {
        request({ host: '127.0.0.1', port: stage.port, path }, (response) => {
          response.resume();
          resolve(response.statusCode);
        })
          .on('error', reject)
          .end();
      });
      expect(status).to.equal(404);
    });
  }

  for (const path of ['/', '/nope', '/ws/', '/ws/more']) {
    it(`refuses a handshake on ${path} with 403, whatever the key`, async () => {
      const client = await stage.connect({ 'x-apikey': stage.actor().key }, path);
      expect(client.opening).to.deep.equal({ opened: false, status: 403 });
    });
  }

  const strangers: [string, () => string | undefined][] = [
    ['no key', () => undefined],
    ['an empty key', () => ''],
    ["a user's own API key", () => stage.actor().apiKey],
    ['a tenant and an agent that do not exist', () => 'tenant_0123456789abcdef:agent_0123456789abcdef'],
    ['an agent that does not exist', () => `${stage.actor().tenantId}:agent_0123456789abcdef`],
    ['an agent of another tenant', () => `${stage.actor().tenantId}:${stage.actor().agentId}`],
    ['a tenant without an agent', () => `${stage.actor().tenantId}:`],
    ['an agent without a tenant', () => `:${stage.actor().agentId}`],
    ['a key with something after it', () => `${stage.actor().key}:more`],
    ['another case', () => stage.actor().key.toUpperCase()],
    ["the system's own agent", () => 'default:default'],
    ['a disabled account', () => stage.actor({ status: 'disabled' }).key],
  ];
  for (const [what, keyOf] of strangers) {
    it(`opens and then refuses ${what}, with the recorded close`, async () => {
      const key = keyOf();
      const client = await stage.connect(key === undefined ? {} : { 'x-apikey': key });
      expect(await client.see('the close', () => client.closed)).to.deep.equal(REFUSED);
      expect(client.opening).to.deep.equal({ opened: true });
      expect(client.frames).to.be.empty;
    });
  }

  it('takes key and platform from the query before the headers', async () => {
    const [one, other] = [stage.actor(), stage.actor()];
    const query = `/ws?api_key=${encodeURIComponent(one.key)}&platform=test`;
    const client = await stage.connect({ 'x-apikey': other.key }, query, 'qq');
    client.send(messageOf(one));
    const [reply] = await client.repliesSeen(1);
    expect(reply?.meta).to.include({ target_user: one.key, platform: 'test' });
  });

  it('names the connection in receipts by its x-uuid, or by one that it makes up', async () => {
    const actor = stage.actor();
    const named = await stage.join(actor, { 'x-uuid': 'conn-1' });
    const unnamed = await stage.join(actor);
    for (const client of [named, unnamed]) {
      client.send({ msg_id: 'm', type: 'nope' });
      await client.receiptOf('m');
    }
    expect(named.frames[0]?.meta.uuid).to.equal('conn-1');
    expect(unnamed.frames[0]?.meta.uuid).to.match(/^[0-9a-f-]{36}$/);
  });

  const odd: [string, unknown, boolean][] = [
    ['text that is not JSON', '这不是JSON', false],
    ['a JSON array', [1, 2], false],
    ['a JSON text', '"text"', false],
    ['null', 'null', false],
    ['a frame without an id', { type: 'sys_std', payload: {} }, false],
    ['a receipt', { msg_id: 'odd', type: 'sys_ack', meta: { acked_msg_id: 'x' } }, false],
    ['an unknown type', { msg_id: 'odd', type: 'nope' }, true],
    ['no type', { msg_id: 'odd' }, true],
    ['a custom type', { msg_id: 'odd', type: 'custom_ping', payload: { a: 1 } }, true],
    ['no payload', { msg_id: 'odd', type: 'sys_std' }, true],
    ['a payload that is a text', { msg_id: 'odd', type: 'sys_std', payload: 'x' }, true],
    ['no message_info', { msg_id: 'odd', type: 'sys_std', payload: { message_segment: {} } }, true],
  ];
  for (const [what, frame, acknowledged] of odd) {
    it(`${acknowledged ? 'acknowledges' : 'ignores'} ${what}, answers nothing and lives on`, async () => {
      const actor = stage.actor();
      const client = await stage.join(actor);
      client.send(frame);
      client.send(messageOf(actor, { msgId: 'after', text: '还在吗' }));
      const replies = await client.repliesSeen(1);
      expect(client.acknowledged).to.deep.equal(acknowledged ? ['odd', 'after'] : ['after']);
      expect(replies[0]?.payload.message_segment?.data).to.contain('还在吗');
      expect(stage.rows('messages')).to.have.length(2);
    });
  }

  it('acknowledges a repeated id again', async () => {
    const actor = stage.actor();
    const client = await stage.join(actor);
    client.send(messageOf(actor, { msgId: 'again' }));
    client.send(messageOf(actor, { msgId: 'again' }));
    await client.see('two receipts', () => client.acknowledged.length === 2 || undefined);
    expect(client.acknowledged).to.deep.equal(['again', 'again']);
  });

  it('closes with code 1000 over a binary frame', async () => {
    const client = await stage.join(stage.actor());
    client.send(Buffer.from('{"a":1}'));
    expect(await client.see('the close', () => client.closed)).to.deep.equal({ code: 1000, reason: '' });
  });

  /** Sends a message that is answered and returns when its answer is there: what came before it has been handled. */
  async function exchange(client: RawClient, actor: Actor): Promise<void> {
    const before = client.replies.length;
    client.send(messageOf(actor, { text: '到此为止' }));
    await client.see('the last reply', () =>
      client.texts.slice(before).find((text) => text.includes('到此为止')),
    );
  }

  it('acknowledges the segments seglist and face and does not answer them', async () => {
    const actor = stage.actor();
    const client = await stage.join(actor);
    const seglist = { type: 'seglist', data: [{ type: 'text', data: '第一段' }] };
    client.send(messageOf(actor, { msgId: 'seglist', segment: seglist }));
    client.send(messageOf(actor, { msgId: 'face', segment: { type: 'face', data: '1' } }));
    await exchange(client, actor);
    expect(client.acknowledged.slice(0, 2)).to.deep.equal(['seglist', 'face']);
    expect(client.replies).to.have.length(1);
  });

  it('hears a message under the key of its connection, whatever key it names', async () => {
    const [actor, other] = [stage.actor(), stage.actor()];
    const client = await stage.join(actor);
    const victim = await stage.join(other);
    client.send(messageOf(actor, { msgId: 'foreign', key: other.key }));
    await client.repliesSeen(1);
    await exchange(victim, other);
    expect(client.acknowledged).to.include('foreign');
    expect(victim.replies).to.have.length(1);
    const stored = stage.rows('messages').filter((row) => row.message_id === 'foreign');
    expect(stored.map((row) => `${String(row.tenant_id)}:${String(row.agent_id)}`)).to.deep.equal([
      actor.key,
    ]);
  });

  it('sends the reply to every connection of the key and platform, and the receipt to the sender alone', async () => {
    const [actor, stranger] = [stage.actor(), stage.actor()];
    const sender = await stage.join(actor);
    const second = await stage.join(actor);
    const elsewhere = await stage.connect({ 'x-apikey': actor.key }, '/ws', 'qq');
    const other = await stage.join(stranger);
    sender.send(messageOf(actor));
    await sender.repliesSeen(1);
    await second.repliesSeen(1);
    expect(second.frames).to.deep.equal(sender.replies);
    await exchange(other, stranger);
    expect(elsewhere.frames).to.be.empty;
    expect(other.texts.join()).to.not.contain(actor.agentName);
  });

  it('answers on the platform that the message names, be it not the connection', async () => {
    const actor = stage.actor();
    const onQq = await stage.connect({ 'x-apikey': actor.key }, '/ws', 'qq');
    const onTest = await stage.join(actor);
    onQq.send(messageOf(actor, { msgId: 'across' }));
    await onQq.receiptOf('across');
    await onTest.repliesSeen(1);
    expect(onQq.replies).to.be.empty;
    expect(onTest.acknowledged).to.be.empty;
  });

  it('serves two connections of one x-uuid, also when one of them has closed', async () => {
    const actor = stage.actor();
    const first = await stage.join(actor, { 'x-uuid': 'same' });
    const second = await stage.join(actor, { 'x-uuid': 'same' });
    first.send(messageOf(actor, { msgId: 'first' }));
    await first.receiptOf('first');
    await first.repliesSeen(1);
    await second.repliesSeen(1);
    expect(second.acknowledged).to.be.empty;
    await first.close();
    second.send(messageOf(actor, { msgId: 'second' }));
    await second.receiptOf('second');
    await second.repliesSeen(2);
  });

  it('answers a private message, without a group', async () => {
    const actor = stage.actor();
    const client = await stage.join(actor);
    client.send(messageOf(actor, { private: true }));
    const [reply] = await client.repliesSeen(1);
    expect(JSON.stringify(reply)).to.not.contain('group');
    const receiver = 'payload.message_info.receiver_info.user_info.user_id';
    expect(reply).to.have.nested.property(receiver, actor.userId);
  });

  it('takes a text of 50,000 characters, and an empty one', async () => {
    const actor = stage.actor();
    const client = await stage.join(actor);
    client.send(messageOf(actor, { text: '长'.repeat(50_000) }));
    client.send(messageOf(actor, { text: '' }));
    const replies = await client.repliesSeen(2);
    for (const reply of replies) expect(reply.payload.message_segment?.data).to.contain(actor.agentName);
    expect(String(stage.rows('messages')[0]?.processed_plain_text)).to.have.length(50_000);
  });

  it('gives every reply ids of its own', async () => {
    const actor = stage.actor();
    const client = await stage.join(actor);
    for (let i = 0; i < 20; i += 1) client.send(messageOf(actor));
    const replies = await client.repliesSeen(20);
    for (const reply of replies) expect(reply.msg_id).to.match(/^msg_\d{13}$/);
    expect(new Set(replies.map((reply) => reply.msg_id))).to.have.property('size', 20);
    expect(new Set(stage.rows('messages').map((row) => row.message_id))).to.have.property('size', 40);
  });

  it('refuses a key from the moment that its agent is gone, and no longer answers on a connection that is open', async () => {
    const actor = stage.actor();
    const client = await stage.join(actor);
    stage.store.database.prepare('DELETE FROM agents WHERE agent_id = ?').run(actor.agentId);
    client.send(messageOf(actor, { msgId: 'orphan' }));
    await client.receiptOf('orphan');
    const late = await stage.join(actor);
    expect(await late.see('the close', () => late.closed)).to.deep.equal(REFUSED);
    expect(client.replies).to.be.empty;
    expect(stage.rows('messages')).to.be.empty;
  });

  it('reports a port that is taken', async () => {
    const failure = await startReplyBackend({
      database: stage.store.database.name,
      host: '127.0.0.1',
      port: stage.port,
      replyDelayMs: 0,
      replyParts: 1,
      seams: soundSeams,
    }).catch((error: unknown) => error);
    expect(String(failure)).to.contain('EADDRINUSE');
  });
});
