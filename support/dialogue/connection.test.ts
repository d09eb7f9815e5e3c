import { expect } from 'chai';
import { DeadlineError, until } from '../basics/wait';
import { causesOfSilence } from './silence';
import { connect, type ConnectOptions } from './connect';
import type { Connection } from './connection';
import { makeMessage, type MessageEnvelope } from './envelope';
import {
  ConnectionLostError,
  ConnectionRefusedError,
  ProtocolViolationError,
  UnexpectedReplyError,
} from './errors';
import {
  receiptFrame,
  replyFrame,
  startScriptedServer,
  type ScriptedServer,
} from './testing/scripted-server';
import type { Script } from './testing/scripted-server';

const LONG = 20_000;
const REFUSAL = 'Authentication failed: 认证失败';

function message(messageId: string): MessageEnvelope {
  return makeMessage({ key: 'k', speaker: { userId: 'u', nickname: 'n' }, text: '你好', messageId });
}

async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('connection', () => {
  let server: ScriptedServer | undefined;

  async function open(script: Script, options: Partial<ConnectOptions> = {}): Promise<Connection> {
    server = await startScriptedServer(script);
    return connect({ url: server.url, key: 'k', keyIn: 'header', openTimeoutMs: LONG, ...options });
  }

  afterEach(async () => {
    await server?.close();
    server = undefined;
  });

  it('puts key, platform and id into headers, or key and platform into the query', async () => {
    await open({}, { key: 'tenant_1:agent_1', uuid: 'conn-1' });
    expect(server?.peers[0]?.headers).to.include({
      'x-apikey': 'tenant_1:agent_1',
      'x-platform': 'test',
      'x-uuid': 'conn-1',
    });
    const url = server?.url ?? '';
    await connect({ url, key: 'tenant_1:agent_1', platform: 'qq', keyIn: 'query', openTimeoutMs: LONG });
    expect(server?.peers[1]?.path).to.equal('/ws?api_key=tenant_1%3Aagent_1&platform=qq');
    expect(server?.peers[1]?.headers).to.not.have.any.keys('x-apikey', 'x-platform');
  });

  it('reports a refusal of the handshake with its status', async () => {
    server = await startScriptedServer({});
    const url = server.url.replace('/ws', '/nope');
    const failure = await failureOf(connect({ url, keyIn: 'header', openTimeoutMs: LONG }));
    expect(failure).to.be.instanceOf(ConnectionRefusedError).and.include({ status: 403 });
  });

  it('reports a server that is not there', async () => {
    server = await startScriptedServer({});
    const { url } = server;
    await server.close();
    const failure = await failureOf(connect({ url, keyIn: 'header', openTimeoutMs: LONG }));
    expect(failure).to.be.instanceOf(ConnectionLostError);
    expect(String(failure)).to.contain('ECONNREFUSED').and.to.contain(url);
  });

  it('lets a refusal after the handshake surface in waits, sends and refusal()', async () => {
    let refuse = (): void => undefined;
    const connection = await open({
      connected: (peer) => {
        refuse = () => {
          peer.socket.close(1000, REFUSAL);
        };
      },
    });
    const pending = [
      failureOf(connection.nextReply(LONG)),
      failureOf(connection.noReplyWithin(LONG)),
      failureOf(connection.send(message('m-1'), { receiptTimeoutMs: LONG })),
    ];
    refuse();
    const failures = [
      ...(await Promise.all(pending)),
      await connection.refusal(LONG),
      await failureOf(connection.nextReply(LONG)),
      await failureOf(connection.send(message('m-2'), { receiptTimeoutMs: LONG })),
    ];
    expect(failures).to.have.length(6);
    for (const failure of failures) {
      expect(failure).to.be.instanceOf(ConnectionRefusedError).and.include({ code: 1000, reason: REFUSAL });
    }
    expect(await connection.closed).to.deep.equal({ code: 1000, reason: REFUSAL });
  });

  it('tells a lost connection from a refused one', async () => {
    const connection = await open({
      received: (peer) => {
        peer.socket.terminate();
      },
    });
    const send = await failureOf(connection.send(message('m-1'), { receiptTimeoutMs: LONG }));
    const refusal = await failureOf(connection.refusal(LONG));
    for (const failure of [send, refusal]) {
      expect(failure).to.be.instanceOf(ConnectionLostError);
      expect(String(failure)).to.contain('code 1006');
    }
  });

  it('takes a close with the code of a refusal but another reason for a loss', async () => {
    const connection = await open({
      connected: (peer) => {
        peer.socket.close(1000, 'bye');
      },
    });
    const failure = await failureOf(connection.refusal(LONG));
    expect(failure).to.be.instanceOf(ConnectionLostError);
    expect(String(failure)).to.contain('bye');
  });

  it('gives up waiting for a refusal that does not come', async () => {
    const connection = await open({});
    expect(await failureOf(connection.refusal(20))).to.be.instanceOf(DeadlineError);
  });

  it('resolves each send with its own receipt when receipts come in reverse', async () => {
    const connection = await open({
      received: (peer, _frame, index) => {
        if (index < 2) return;
        for (const frame of peer.received.toReversed()) peer.receipt(frame.msg_id);
      },
    });
    const ids = ['m-1', 'm-2', 'm-3'];
    const receipts = await Promise.all(
      ids.map((id) => connection.send(message(id), { receiptTimeoutMs: LONG })),
    );
    expect(receipts.map((receipt) => receipt.ackedMsgId)).to.deep.equal(ids);
    expect(connection.unexpected).to.be.empty;
  });

  it('does not take the receipt of another message, and keeps it as unexpected', async () => {
    const connection = await open({
      received: (peer) => {
        peer.receipt('another');
      },
    });
    const failure = await failureOf(connection.send(message('m-1'), { receiptTimeoutMs: 100 }));
    expect(failure).to.be.instanceOf(DeadlineError);
    expect(String(failure)).to.contain('receipt of message m-1').and.contain('1 receipts');
    expect(connection.unexpected).to.have.length(1);
    expect(connection.unexpected[0]).to.have.nested.property('frame.meta.acked_msg_id', 'another');
  });

  it('keeps a second receipt for one message as unexpected', async () => {
    const connection = await open({
      received: (peer, frame) => {
        peer.receipt(frame.msg_id);
        peer.receipt(frame.msg_id);
        peer.reply('done');
      },
    });
    await connection.send(message('m-1'), { receiptTimeoutMs: LONG });
    await connection.nextReply(LONG);
    expect(connection.unexpected.map((frame) => frame.why)).to.deep.equal([
      'receipt for nothing outstanding',
    ]);
  });

  it('never loses a reply that comes before anybody waits, and keeps the order', async () => {
    const connection = await open({
      connected: (peer) => {
        peer.reply('一');
        peer.reply('二');
      },
    });
    await until(() => connection.transcript.entries.length === 3 || undefined, {
      what: 'both replies in the transcript',
      deadlineMs: LONG,
    });
    expect((await connection.nextReply(LONG)).text).to.equal('一');
    expect(connection.takeReplies().map((reply) => reply.text)).to.deep.equal(['二']);
  });

  it('loses no reply to a wait that was given up', async () => {
    const connection = await open({});
    expect(await connection.replyWithin(5)).to.equal(undefined);
    server?.peers[0]?.reply('late');
    expect((await connection.nextReply(LONG)).text).to.equal('late');
  });

  it('still hands over replies that came before the line was lost', async () => {
    const connection = await open({
      connected: (peer) => {
        peer.reply('last words');
        peer.socket.close(1011, 'restart');
      },
    });
    await connection.closed;
    expect((await connection.nextReply(LONG)).text).to.equal('last words');
    expect(await failureOf(connection.nextReply(LONG))).to.be.instanceOf(ConnectionLostError);
  });

  it('reads whose reply it is and to whom', async () => {
    const connection = await open({
      connected: (peer) => {
        peer.reply('你好');
      },
    });
    const reply = await connection.nextReply(LONG);
    expect(reply).to.include({
      text: '你好',
      agentId: 'agent_1',
      agentName: '小助手',
      targetUser: 'tenant_1:agent_1',
      groupId: 'test_group_1',
      messageId: 'send_api_1',
    });
  });

  it('names the likely causes of silence in order', async () => {
    const connection = await open({});
    const text = String(await failureOf(connection.nextReply(5)));
    const inOrder = (...causes: string[]): void => {
      const places = causes.map((cause) => text.indexOf(cause));
      expect(places).to.deep.equal(places.toSorted((a, b) => a - b));
      expect(Math.min(...places)).to.be.greaterThan(0);
    };
    inOrder('language model', 'stay silent', 'overloaded', 'another connection');
    expect(causesOfSilence(true)[0]).to.equal('the agent chose to stay silent');
  });

  it('resolves when no reply comes, and rejects with the one that does', async () => {
    const connection = await open({});
    await connection.noReplyWithin(10);
    const quiet = failureOf(connection.noReplyWithin(LONG));
    server?.peers[0]?.reply('不请自来');
    const failure = await quiet;
    expect(failure).to.be.instanceOf(UnexpectedReplyError).and.have.nested.property('reply.text', '不请自来');
  });

  const broken: [string, unknown, string][] = [
    ['a reply whose text is a number', replyFrame(5), 'payload.message_segment.data'],
    ['a receipt without the message id', { ...receiptFrame('m'), meta: {} }, 'meta.acked_msg_id'],
    ['an unknown type', { type: 'nope' }, 'type: expected'],
    ['a JSON array', [1, 2], 'type: expected'],
    ['a text that is not JSON', 'oops', 'JSON object'],
    ['a binary frame', Buffer.from([1, 2, 3]), 'JSON object'],
  ];
  for (const [what, frame, field] of broken) {
    it(`fails the next wait over ${what}, once, naming what is wrong`, async () => {
      const connection = await open({
        connected: (peer) => {
          peer.send(frame);
          peer.reply('sound');
        },
      });
      const failure = await failureOf(connection.nextReply(LONG));
      expect(failure).to.be.instanceOf(ProtocolViolationError);
      expect(String(failure)).to.contain(field);
      expect((await connection.nextReply(LONG)).text).to.equal('sound');
      expect(connection.violations).to.have.length(1);
    });
  }

  it('sends odd frames as they are and keeps everything in the transcript, both ways', async () => {
    const connection = await open({
      received: (peer, frame) => {
        peer.receipt(frame.msg_id);
      },
    });
    connection.sendRaw('{"msg_id":"raw-1"}');
    connection.sendRaw(Buffer.from([1, 2]));
    await until(() => connection.unexpected[0], { what: 'the receipt', deadlineMs: LONG });
    const closed = await connection.close();
    expect(closed.code).to.equal(1005);
    const events = connection.transcript.entries.map((entry) =>
      'direction' in entry ? `${entry.direction} ${entry.event}` : entry.event,
    );
    expect(events).to.deep.equal(['open', 'sent frame', 'sent undecodable', 'received frame', 'close']);
  });

  it('cuts off a server that does not answer the close', async () => {
    const connection = await open({
      connected: (peer) => {
        peer.socket.pause();
      },
    });
    expect((await connection.close(20)).code).to.equal(1006);
    expect(await failureOf(connection.nextReply(LONG))).to.be.instanceOf(ConnectionLostError);
  });
});
