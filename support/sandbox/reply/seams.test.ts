import { expect } from 'chai';
import type { Seams } from '../seams';
import { replyDefects } from '../faults/reply-defects';
import { reread, together } from '../faults/seam-tools';
import { messageOf, Stage } from './testing/stage';

describe('the seams of the reply backend', () => {
  let stage: Stage;

  async function build(seams: Partial<Seams>): Promise<void> {
    stage = await Stage.build({ seams: together(seams) });
  }

  afterEach(async () => {
    await stage.strike();
  });

  it('can serve a key whose tenant and agent do not exist (D10)', async () => {
    await build(replyDefects.D10);
    const nobody = {
      ...stage.actor(),
      tenantId: 'tenant_0123456789abcdef',
      key: 'tenant_0123456789abcdef:agent_0123456789abcdef',
    };
    const client = await stage.join(nobody);
    client.send(messageOf(nobody));
    const [reply] = await client.repliesSeen(1);
    expect(reply?.meta.target_user).to.equal(nobody.key);
    expect(reply).to.have.nested.property('payload.message_info.sender_info.user_info.user_id', 'default');
  });

  it("can serve a user's own API key and store the dialogue under default (D12)", async () => {
    await build(replyDefects.D12);
    const actor = stage.actor();
    const client = await stage.connect({ 'x-apikey': actor.apiKey });
    client.send(messageOf(actor, { key: actor.apiKey }));
    const [reply] = await client.repliesSeen(1);
    expect(reply?.meta.target_user).to.equal('default:default');
    expect(stage.rows('messages').map((row) => row.tenant_id)).to.deep.equal(['default', 'default']);
  });

  it('can let a second connection of one x-uuid take over the first (D13)', async () => {
    await build(replyDefects.D13);
    const actor = stage.actor();
    const first = await stage.join(actor, { 'x-uuid': 'same' });
    const second = await stage.join(actor, { 'x-uuid': 'same' });
    first.send(messageOf(actor, { msgId: 'm' }));
    await second.receiptOf('m');
    await second.repliesSeen(1);
    expect(first.frames).to.be.empty;
    await first.close();
    expect(await second.see('the close', () => second.closed)).to.deep.equal({ code: 1000, reason: '' });
  });

  it('can leave a private message unanswered (D14)', async () => {
    await build(replyDefects.D14);
    const actor = stage.actor();
    const client = await stage.join(actor);
    client.send(messageOf(actor, { msgId: 'private', private: true }));
    client.send(messageOf(actor, { text: '在群里说' }));
    await client.repliesSeen(1);
    expect(client.acknowledged).to.include('private');
    expect(client.texts).to.have.length(1);
    expect(client.texts[0]).to.contain('在群里说');
  });

  it('can store the person and a shadow of the stream under default (D15)', async () => {
    await build(replyDefects.D15);
    const actor = stage.actor();
    const client = await stage.join(actor);
    client.send(messageOf(actor));
    await client.repliesSeen(1);
    expect(stage.rows('chat_streams').map((row) => row.tenant_id)).to.deep.equal([actor.tenantId, 'default']);
    expect(stage.rows('person_info')[0]).to.include({ tenant_id: 'default', user_id: actor.userId });
  });

  it('can double a reply, delay it and lose a receipt', async () => {
    await build({
      deliver: (cause, deliveries) =>
        cause === 'receipt' ? [] : deliveries.flatMap((each) => [each, { ...each, delayMs: 40 }]),
    });
    const actor = stage.actor();
    const client = await stage.join(actor);
    client.send(messageOf(actor));
    const [reply, again] = await client.repliesSeen(2);
    expect(again).to.deep.equal(reply);
    expect(client.acknowledged).to.be.empty;
  });

  it('can send a reply to the connections of others', async () => {
    await build({
      deliver: (cause, deliveries, about) => {
        const everybody = about?.connections as { id: string }[];
        return cause === 'receipt'
          ? deliveries
          : deliveries.flatMap((each) => everybody.map(({ id }) => ({ ...each, to: id })));
      },
    });
    const actor = stage.actor();
    const [client, stranger] = [await stage.join(actor), await stage.join(stage.actor())];
    client.send(messageOf(actor));
    await stranger.repliesSeen(1);
    expect(stranger.texts[0]).to.contain(actor.agentName);
  });

  it('see a reply go out when it is stored already, every part of it, under the id that it has', async () => {
    let stored: unknown[] = [];
    let frames = '';
    await build({
      deliver: (cause, deliveries) => {
        if (cause === 'reply') {
          stored = stage.rows('messages').map((row) => row.message_id);
          frames = JSON.stringify(deliveries);
        }
        return deliveries;
      },
    });
    const actor = stage.actor({ overrides: { sandbox: { parts: 3 } } });
    const client = await stage.join(actor);
    client.send(messageOf(actor, { msgId: 'm' }));
    await client.repliesSeen(3);
    expect(stored).to.have.length(4);
    for (const id of stored.slice(1)) expect(frames).to.contain(String(id));
  });

  it('are told of the connections that are open, and of no other', async () => {
    const counts: number[] = [];
    await build({
      deliver: (cause, deliveries, about) => {
        if (cause === 'reply') counts.push((about?.connections as unknown[]).length);
        return deliveries;
      },
    });
    const actor = stage.actor();
    const [client, other] = [await stage.join(actor), await stage.join(actor)];
    client.send(messageOf(actor));
    await client.repliesSeen(1);
    await other.close();
    client.send(messageOf(actor));
    await client.repliesSeen(2);
    expect(counts).to.deep.equal([2, 1]);
  });

  it('can make an agent answer the message before', async () => {
    let before = '（无）';
    await build({
      read: reread({
        'reply.heard': (now) => {
          const heard = before;
          before = now;
          return heard;
        },
      }),
    });
    const actor = stage.actor();
    const client = await stage.join(actor);
    for (const text of ['甲', '乙']) client.send(messageOf(actor, { text }));
    await client.repliesSeen(2);
    expect(client.texts[1]).to.contain('甲').and.not.contain('乙');
  });
});
