import { setTimeout as after } from 'node:timers/promises';
import { expect } from 'chai';
import { until } from '../basics/wait';
import { connect } from './connect';
import type { Connection } from './connection';
import { Conversation } from './conversation';
import { ConnectionLostError, ConversationBusyError } from './errors';
import { startScriptedServer, type Script, type ScriptedServer } from './testing/scripted-server';

const LONG = 20_000;

describe('conversation', () => {
  let server: ScriptedServer | undefined;
  let connection: Connection;

  async function open(
    script: Script,
    times: { replyTimeoutMs?: number; settleMs?: number } = {},
  ): Promise<Conversation> {
    server = await startScriptedServer(script);
    connection = await connect({
      url: server.url,
      key: 'tenant_1:agent_1',
      keyIn: 'header',
      openTimeoutMs: LONG,
    });
    return new Conversation(connection, {
      speaker: { userId: 'user_1', nickname: 'testuser_1' },
      group: { id: 'g', name: '群' },
      replyTimeoutMs: LONG,
      settleMs: 0,
      receiptTimeoutMs: LONG,
      ...times,
    });
  }

  function replies(count: number): Promise<unknown> {
    const seen = (): boolean =>
      connection.transcript.entries.filter(
        (entry) => entry.event === 'frame' && JSON.stringify(entry.frame).includes('send_api_'),
      ).length >= count;
    return until(() => seen() || undefined, { what: `${count} replies`, deadlineMs: LONG });
  }

  afterEach(async () => {
    await server?.close();
    server = undefined;
  });

  it('speaks with the key and platform of the connection, as the speaker, in the group', async () => {
    const conversation = await open({
      received: (peer, frame) => {
        peer.receipt(frame.msg_id);
        peer.reply('ok');
      },
    });
    await conversation.say('你好');
    const [sent] = server?.peers[0]?.received ?? [];
    expect(sent).to.have.nested.property('payload.message_dim.api_key', 'tenant_1:agent_1');
    expect(sent).to.have.nested.property(
      'payload.message_info.sender_info.user_info.user_nickname',
      'testuser_1',
    );
    expect(sent).to.have.nested.property('payload.message_info.sender_info.group_info.group_id', 'g');
  });

  it('ends the turn with the first reply when the settle time is 0, and owes the rest to that turn', async () => {
    const conversation = await open({
      received: (peer, frame, index) => {
        peer.receipt(frame.msg_id);
        peer.reply(index === 0 ? '一之一' : '二之一');
        if (index === 0) peer.reply('一之二');
      },
    });
    const first = await conversation.say('一');
    await replies(2);
    const second = await conversation.say('二');
    expect(first.replies.map((reply) => reply.text)).to.deep.equal(['一之一']);
    expect(first.late.map((reply) => reply.text)).to.deep.equal(['一之二']);
    expect(second.replies.map((reply) => reply.text)).to.deep.equal(['二之一']);
    expect(conversation.turns).to.deep.equal([first, second]);
  });

  it('accepts a reply that comes before the receipt', async () => {
    const conversation = await open({
      received: (peer, frame) => {
        peer.reply('eager');
        peer.receipt(frame.msg_id);
      },
    });
    const turn = await conversation.say('你好');
    expect(turn.replies.map((reply) => reply.text)).to.deep.equal(['eager']);
    expect(turn.firstReplyMs).to.be.a('number').and.be.at.most(turn.receiptMs);
  });

  it('collects a split answer: the settle time begins anew with each part', async () => {
    const conversation = await open(
      {
        received: (peer, frame) => {
          peer.receipt(frame.msg_id);
          void (async () => {
            for (const part of ['一', '二', '三']) {
              peer.reply(part);
              await after(450);
            }
          })();
        },
      },
      { settleMs: 800 },
    );
    const turn = await conversation.say('分开说');
    expect(turn.replies.map((reply) => reply.text)).to.deep.equal(['一', '二', '三']);
    expect(turn.answered).to.be.true;
  });

  it('counts silence as unanswered, and a late reply does not change that nor answer the next message', async () => {
    const conversation = await open(
      {
        received: (peer, frame) => {
          peer.receipt(frame.msg_id);
        },
      },
      { replyTimeoutMs: 50 },
    );
    const silent = await conversation.say('有人吗');
    expect(silent).to.include({ answered: false, text: '有人吗' });
    expect(silent).to.not.have.property('firstReplyMs');
    server?.peers[0]?.reply('迟到');
    await replies(1);
    const next = await conversation.say('还在吗');
    expect(silent.late.map((reply) => reply.text)).to.deep.equal(['迟到']);
    expect(silent.answered).to.be.false;
    expect(next).to.include({ answered: false });
    expect(next.replies).to.be.empty;
  });

  it('counts a reply that came too late as late, even when it was there before anybody looked', async () => {
    const conversation = await open(
      {
        received: (peer, frame) => {
          void after(120).then(() => {
            peer.reply('太晚');
            peer.receipt(frame.msg_id);
          });
        },
      },
      { replyTimeoutMs: 40 },
    );
    const turn = await conversation.say('快点');
    expect(turn.answered).to.be.false;
    expect(turn.late.map((reply) => reply.text)).to.deep.equal(['太晚']);
  });

  it('attributes what came after the last turn when asked, and what came before the first to none', async () => {
    const conversation = await open({
      connected: (peer) => {
        peer.reply('先声');
      },
      received: (peer, frame) => {
        peer.receipt(frame.msg_id);
        peer.reply('正文');
        peer.reply('尾声');
      },
    });
    await replies(1);
    const turn = await conversation.say('你好');
    await replies(3);
    conversation.collectLate();
    expect(conversation.unsolicited.map((reply) => reply.text)).to.deep.equal(['先声']);
    expect(turn.replies.map((reply) => reply.text)).to.deep.equal(['正文']);
    expect(turn.late.map((reply) => reply.text)).to.deep.equal(['尾声']);
  });

  it('refuses to speak while a message is outstanding, and speaks on afterwards', async () => {
    const conversation = await open({
      received: (peer, frame, index) => {
        peer.receipt(frame.msg_id);
        if (index > 0) peer.reply('ok');
      },
    });
    const first = conversation.say('一');
    const failure = await conversation.say('二').catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(ConversationBusyError);
    await until(() => server?.peers[0]?.received[0], { what: 'the message', deadlineMs: LONG });
    server?.peers[0]?.reply('好');
    expect((await first).answered).to.be.true;
    expect((await conversation.say('三')).answered).to.be.true;
    expect(server?.peers[0]?.received).to.have.length(2);
  });

  it('sends a burst without waiting and collects all that is said to it', async () => {
    const conversation = await open(
      {
        received: (peer, _frame, index) => {
          if (index < 2) return;
          for (const frame of peer.received) peer.receipt(frame.msg_id);
          peer.reply('都收到了');
          peer.reply('还有');
        },
      },
      { settleMs: 100 },
    );
    const burst = await conversation.burst(['第一', '第二', '第三']);
    expect(burst.replies.map((reply) => reply.text)).to.deep.equal(['都收到了', '还有']);
    expect(burst.receiptMs).to.have.length(3);
    expect(burst.messageIds).to.deep.equal(server?.peers[0]?.received.map((frame) => frame.msg_id));
    expect(burst.answered).to.be.true;
  });

  it('keeps the turn whose answer was cut off as unanswered, and says that the line was lost', async () => {
    const conversation = await open({
      received: (peer, frame) => {
        peer.receipt(frame.msg_id);
        peer.socket.close(1012, 'restart');
      },
    });
    const failure = await conversation.say('你好').catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(ConnectionLostError);
    expect(conversation.turns).to.have.length(1);
    expect(conversation.turns[0]?.answered).to.be.false;
  });
});
