import { expect } from 'chai';
import { type Peer, replyFrame, type Script, startScriptedServer } from '../dialogue/testing/scripted-server';
import type { ScriptedServer } from '../dialogue/testing/scripted-server';
import type { DialogueResults } from '../reporting';
import type { TestAgent, TestUser } from './accounts';
import { type DialogueTestOptions, runWebSocketTests } from './dialogue-tests';

// The agent that the replies of the scripted server come from.
const AGENT: TestAgent = { agentId: 'agent_1', name: '小助手', tenantId: 'tenant_1', templateId: 'friendly' };

function makeUser(agents: readonly TestAgent[] = [AGENT], number = 1): TestUser {
  return {
    username: `testuser_${number}`,
    password: 'geheim-4711',
    tenantId: 'tenant_1',
    userId: `user_${number}`,
    tenantName: '测试租户',
    apiKey: `mb_${'x'.repeat(43)}`,
    token: 'token-of-the-user',
    refreshToken: 'refresh-of-the-user',
    agents,
  };
}

const FAST = {
  messages: 2,
  settleMs: 0,
  replyTimeoutMs: 20_000,
  requestTimeoutMs: 20_000,
  leastAnsweredShare: 1,
};
const answers = (peer: Peer, { msg_id }: { msg_id: string }): void => {
  peer.receipt(msg_id);
  peer.reply('你好');
};

describe('Dialogues with all agents at once', () => {
  let server: ScriptedServer;
  afterEach(() => server.close());

  async function talk(script: Script, options: Partial<DialogueTestOptions> = {}): Promise<DialogueResults> {
    server = await startScriptedServer(script);
    return runWebSocketTests({ users: [makeUser()], replyUrl: server.url, settings: FAST, ...options });
  }

  /** What a record says without times. */
  const summaries = ({ records }: DialogueResults): unknown[] =>
    records.map(({ connected, completed, sent, turns }) => ({
      connected,
      completed,
      sent,
      turns: turns.length,
    }));

  it('are completed when every message is acknowledged and answered by the agent', async () => {
    const results = await talk({ received: answers });
    expect(summaries(results)).to.deep.equal([{ connected: true, completed: true, sent: 2, turns: 2 }]);
    expect(results.records[0]).to.include({ error: undefined });
    expect(results.measures).to.include({ sent: 2, answered: 2, answeredShare: 1 });
  });

  it('go on with the key, the user and the group of each, and the topics of its kind', async () => {
    const topics = new Map([
      ['友好助手', ['一', '二']],
      ['专业专家', ['三']],
    ]);
    const kinds = new Map([['friendly', '友好助手']]);
    await talk({ received: answers }, { topics, kinds });
    const [peer] = server.peers;
    expect(peer?.headers).to.include({ 'x-apikey': 'tenant_1:agent_1', 'x-platform': 'test' });
    const sent = peer?.received.map((frame) => JSON.stringify(frame)) ?? [];
    expect(sent).to.have.length(2);
    for (const [index, text] of ['一', '二'].entries()) {
      expect(sent[index])
        .to.contain(`"data":"${text}"`)
        .and.to.contain('"user_id":"user_1"')
        .and.to.contain('"user_nickname":"testuser_1"')
        .and.to.contain('"group_id":"test_group_tenant_1"');
    }
  });

  it('are all open before the first message is sent', async () => {
    const pairs = [1, 2, 3].map((number) => makeUser([AGENT, AGENT], number));
    const openAtMessage: number[] = [];
    const results = await talk(
      {
        received: (peer, frame) => {
          openAtMessage.push(server.peers.length);
          answers(peer, frame);
        },
      },
      { users: pairs },
    );
    expect(results.records).to.have.length(6);
    expect(new Set(openAtMessage)).to.deep.equal(new Set([6]));
  });

  it('go on at once: no dialogue waits for the end of another', async () => {
    let held: (() => void)[] = [];
    const users = [1, 2, 3].map((number) => makeUser([AGENT], number));
    const results = await talk(
      {
        // Nobody is answered before all have spoken.
        received: (peer, frame) => {
          held.push(() => {
            answers(peer, frame);
          });
          if (held.length < users.length) return;
          for (const answer of held) answer();
          held = [];
        },
      },
      { users },
    );
    expect(results.measures.answered).to.equal(6);
  });

  it('keep one message outstanding each', async () => {
    const order: string[] = [];
    await talk({
      received: (peer, frame, index) => {
        order.push(`message ${index}`);
        peer.receipt(frame.msg_id);
        setImmediate(() => {
          order.push(`reply ${index}`);
          peer.reply('好');
        });
      },
    });
    expect(order).to.deep.equal(['message 0', 'reply 0', 'message 1', 'reply 1']);
  });

  it('leave no connection open', async () => {
    await talk({ received: answers });
    for (const { socket } of server.peers) expect(socket.readyState).to.be.oneOf([2, 3]);
  });

  describe('that go wrong', () => {
    it('record a connection that is refused after it opened, and nothing that was not', async () => {
      const results = await talk({
        received: (peer) => {
          peer.socket.close(1000, 'Authentication failed: 认证失败');
        },
      });
      expect(summaries(results)).to.deep.equal([{ connected: false, completed: false, sent: 1, turns: 0 }]);
      expect(results.records[0]?.error).to.contain('Authentication failed');
      expect(results.measures.answeredShare).to.equal(null);
    });

    it('record a connection that could not be made, and go on with the others', async () => {
      server = await startScriptedServer({ received: answers });
      const nobody = await startScriptedServer({});
      await nobody.close();
      const results = await runWebSocketTests({ users: [makeUser()], replyUrl: nobody.url, settings: FAST });
      expect(summaries(results)).to.deep.equal([{ connected: false, completed: false, sent: 0, turns: 0 }]);
      expect(results.records[0]?.error).to.contain('ECONNREFUSED');
    });

    it('record a stranger who answers, by both names', async () => {
      const spokenTo = { ...AGENT, agentId: 'agent_2', name: '另一个' };
      const results = await talk({ received: answers }, { users: [makeUser([spokenTo])] });
      expect(results.records[0]).to.include({ connected: true, completed: false });
      expect(results.records[0]?.error).to.match(
        /was said to 另一个 \(agent_2\), but 小助手 \(agent_1\) answered$/,
      );
    });

    for (const [what, agent] of [
      ['the right name and another id', { ...AGENT, agentId: 'agent_2' }],
      ['the right id and another name', { ...AGENT, name: '另一个' }],
    ] as const) {
      it(`take an agent with ${what} for a stranger`, async () => {
        const results = await talk({ received: answers }, { users: [makeUser([agent])] });
        expect(results.records[0]).to.include({ completed: false });
        expect(results.records[0]?.error).to.contain('answered');
      });
    }

    it('find the stranger among several parts of an answer', async () => {
      const results = await talk(
        {
          received: (peer, frame) => {
            answers(peer, frame);
            peer.send(JSON.parse(JSON.stringify(replyFrame('我也在')).replaceAll('agent_1', 'agent_9')));
          },
        },
        { settings: { ...FAST, messages: 1, settleMs: 500 } },
      );
      expect(results.records[0]).to.include({ completed: false });
    });

    it('find the stranger who speaks when the last turn has ended', async () => {
      const results = await talk(
        {
          received: (peer, frame) => {
            answers(peer, frame);
            peer.send(JSON.parse(JSON.stringify(replyFrame('我也在')).replaceAll('agent_1', 'agent_9')));
          },
        },
        { settings: { ...FAST, messages: 1 } },
      );
      expect(results.records[0]).to.include({ completed: false });
      expect(results.records[0]?.error).to.contain('(agent_9) answered');
    });

    it('count silence as unanswered, not as an error, and never as completed', async () => {
      const results = await talk(
        {
          received: (peer, { msg_id }) => {
            peer.receipt(msg_id);
          },
        },
        { settings: { ...FAST, replyTimeoutMs: 20 } },
      );
      expect(summaries(results)).to.deep.equal([{ connected: true, completed: false, sent: 2, turns: 2 }]);
      expect(results.records[0]).to.include({ error: undefined });
      expect(results.measures).to.include({ answered: 0, answeredShare: 0 });
      expect(results.measures.toFirstReply.mean).to.equal(null);
    });

    for (const [share, completed] of [
      [0.5, true],
      [0.51, false],
    ] as const) {
      it(`are ${completed ? '' : 'not '}completed with half of the answers when ${share} must be there`, async () => {
        const results = await talk(
          {
            received: (peer, frame, index) => {
              if (index === 0) peer.receipt(frame.msg_id);
              else answers(peer, frame);
            },
          },
          { settings: { ...FAST, replyTimeoutMs: 50, leastAnsweredShare: share } },
        );
        expect(results.records[0]).to.include({ completed, connected: true });
      });
    }

    it('record a connection that is lost, with the turns before', async () => {
      const results = await talk(
        {
          received: (peer, frame, index) => {
            if (index === 0) answers(peer, frame);
            else peer.socket.terminate();
          },
        },
        { settings: { ...FAST, messages: 4 } },
      );
      expect(summaries(results)).to.deep.equal([{ connected: true, completed: false, sent: 2, turns: 1 }]);
      expect(results.records[0]?.error).to.contain('1006');
    });

    it('record a message that is never acknowledged', async () => {
      const results = await talk({}, { settings: { ...FAST, requestTimeoutMs: 200 } });
      expect(summaries(results)).to.deep.equal([{ connected: false, completed: false, sent: 1, turns: 0 }]);
      expect(results.records[0]?.error).to.contain('200 ms');
    });

    it('do not disturb the dialogues beside them', async () => {
      const stranger = { ...AGENT, agentId: 'agent_2' };
      const results = await talk({ received: answers }, { users: [makeUser([AGENT, stranger])] });
      expect(results.records.map(({ completed }) => completed)).to.deep.equal([true, false]);
    });
  });

  it('keep their transcript, without the secrets', async () => {
    const { records } = await talk({ received: answers });
    const transcript = records[0]?.transcript ?? '';
    expect(transcript).to.contain('sys_ack').and.to.contain('你好');
    expect(transcript).to.not.contain('geheim').and.not.contain('mb_x');
  });
});
