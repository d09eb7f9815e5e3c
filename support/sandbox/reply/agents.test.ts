import { expect } from 'chai';
import type { Row } from '../seams';
import { messageOf, Stage, type Actor } from './testing/stage';

describe('the agents of the sandbox', () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await Stage.build();
  });
  afterEach(async () => {
    await stage.strike();
  });

  async function answers(actor: Actor, ...texts: string[]): Promise<string[]> {
    const client = await stage.join(actor);
    for (const text of texts) client.send(messageOf(actor, { text }));
    await client.repliesSeen(texts.length);
    return client.texts;
  }

  it('say who they are and quote what was said, cut to 40 characters', async () => {
    const actor = stage.actor({ name: '小明的助手' });
    const long = '一二三四五六七八九十'.repeat(5);
    const [short, cut] = await answers(actor, '今天天气怎么样？', long);
    expect(short).to.contain('小明的助手').and.contain('今天天气怎么样？');
    expect(cut).to.contain(long.slice(0, 40)).and.not.contain(long.slice(0, 41));
  });

  it('quote emoji, HTML and newlines as they are', async () => {
    const text = '😀 <b>html</b> "quotes" \\ \n newline';
    expect((await answers(stage.actor(), text))[0]).to.contain(text);
  });

  it('speak in the voice of their template, or of a persona of their own', async () => {
    const templates = [
      'friendly_assistant',
      'professional_expert',
      'creative_companion',
      'caring_friend',
      'efficient_helper',
    ];
    const actors = templates.map((templateId) => stage.actor({ templateId, name: '同名' }));
    actors.push(stage.actor({ persona: '住在灯塔里的老水手', name: '同名' }));
    const spoken = await Promise.all(actors.map((actor) => answers(actor, '怎样学习编程？')));
    expect(new Set(spoken.flat())).to.have.property('size', actors.length);
    expect(spoken.at(-1)?.[0]).to.contain('住在灯塔里的老水手');
  });

  it('answer different texts differently, beyond the quote', async () => {
    const texts = ['什么是机器学习？', '今天下雨了', '你好', '推荐一本关于历史的书吧'];
    const actor = stage.actor();
    const spoken = await answers(actor, ...texts);
    const withoutQuotes = spoken.map((answer, i) => answer.replaceAll(texts[i] ?? '', ''));
    expect(new Set(withoutQuotes)).to.have.property('size', texts.length);
    expect(withoutQuotes[0]).to.contain('机器').and.contain('学习');
  });

  it('answer under the name that they have at the time', async () => {
    const actor = stage.actor();
    const client = await stage.join(actor);
    stage.store.database
      .prepare('UPDATE agents SET name = ? WHERE agent_id = ?')
      .run('新名字', actor.agentId);
    client.send(messageOf(actor));
    const [reply] = await client.repliesSeen(1);
    expect(reply).to.have.nested.property(
      'payload.message_info.sender_info.user_info.user_nickname',
      '新名字',
    );
    expect(client.texts[0]).to.contain('新名字');
  });

  it('split an answer as they are told, in order and complete, before they answer the next message', async () => {
    const whole = stage.actor({ name: '同名' });
    const split = stage.actor({ name: '同名', overrides: { sandbox: { parts: 3 } } });
    const said = ['第一个问题是什么？', '第二个问题是什么？'];
    const expected = await answers(whole, ...said);
    const client = await stage.join(split);
    for (const text of said) client.send(messageOf(split, { text }));
    await client.repliesSeen(6);
    expect(client.texts.slice(0, 3).join('')).to.equal(expected[0]);
    expect(client.texts.slice(3).join('')).to.equal(expected[1]);
  });

  it('stay silent when told to: a receipt, the message kept, no reply', async () => {
    const silent = stage.actor({ overrides: { sandbox: { silent: true } } });
    const talkative = stage.actor();
    const client = await stage.join(silent);
    client.send(messageOf(silent, { msgId: 'silence' }));
    await client.receiptOf('silence');
    await answers(talkative, '轮到我了');
    expect(client.replies).to.be.empty;
    expect(stage.rows('messages').filter((row) => row.agent_id === silent.agentId)).to.have.length(1);
    const decisions = stage.rows('action_records').filter((row) => row.agent_id === silent.agentId);
    expect(decisions.map((row) => row.action_name)).to.deep.equal(['no_reply']);
  });

  it('ignore a behaviour that they cannot have', async () => {
    const actor = stage.actor({ overrides: { sandbox: { parts: 0, silent: 'yes' } } });
    expect(await answers(actor, '你好')).to.have.length(1);
  });

  it('answer one stream in order and do not keep other streams waiting', async () => {
    const slow = stage.actor({ overrides: { sandbox: { delay_ms: 300 } } });
    const quick = stage.actor();
    const order: string[] = [];
    const slowClient = await stage.join(slow);
    for (const text of ['甲', '乙', '丙']) slowClient.send(messageOf(slow, { text }));
    const slowDone = slowClient.repliesSeen(3).then(() => order.push('slow'));
    await answers(quick, '快').then(() => order.push('quick'));
    await slowDone;
    expect(order).to.deep.equal(['quick', 'slow']);
    expect(slowClient.texts.map((text) => /[甲乙丙]/.exec(text)?.[0])).to.deep.equal(['甲', '乙', '丙']);
  });

  it('leave nothing behind when they are removed while they think', async () => {
    const doomed = stage.actor({ overrides: { sandbox: { delay_ms: 150 } } });
    const witness = stage.actor({ overrides: { sandbox: { delay_ms: 300 } } });
    const client = await stage.join(doomed);
    client.send(messageOf(doomed, { msgId: 'last' }));
    await client.receiptOf('last');
    for (const table of ['agents', 'messages', 'chat_streams', 'person_info'] as const) {
      stage.store.database.prepare(`DELETE FROM "${table}" WHERE tenant_id = ?`).run(doomed.tenantId);
    }
    await answers(witness, '之后');
    expect(client.replies).to.be.empty;
    for (const table of ['messages', 'chat_streams', 'action_records', 'person_info'] as const) {
      expect(JSON.stringify(stage.rows(table)), table).to.not.contain(doomed.tenantId);
    }
  });

  describe('write', () => {
    const identifiers = (actor: Actor): Row => ({ tenant_id: actor.tenantId, agent_id: actor.agentId });

    it('one stream and one person for a dialogue, one row for each message and reply, two decisions a message', async () => {
      const actor = stage.actor();
      await answers(actor, '第一句', '第二句');
      const counts = {
        chat_streams: 1,
        person_info: 1,
        messages: 4,
        action_records: 4,
        llm_usage: 2,
      };
      for (const [table, count] of Object.entries(counts)) {
        expect(stage.rows(table as keyof typeof counts), table).to.have.length(count);
      }
      expect(stage.rows('action_records').map((row) => row.action_name)).to.deep.equal([
        'reply',
        'no_reply',
        'reply',
        'no_reply',
      ]);
    });

    it('everything that names the dialogue under its tenant and agent, linked by the stream', async () => {
      const actor = stage.actor();
      const [answer] = await answers(actor, '你好');
      const [stream] = stage.rows('chat_streams');
      expect(stream).to.include({
        ...identifiers(actor),
        platform: 'test',
        user_id: actor.userId,
        user_nickname: actor.username,
        group_id: `test_group_${actor.tenantId}`,
      });
      expect(stream?.stream_id).to.match(/^[0-9a-f]{32}$/);
      expect(stage.rows('person_info')[0]).to.include({
        tenant_id: actor.tenantId,
        user_id: actor.userId,
        nickname: actor.username,
        platform: 'test',
      });
      const [said, replied] = stage.rows('messages');
      for (const row of [said, replied]) {
        expect(row).to.include({
          ...identifiers(actor),
          chat_stream_id: stream?.stream_id,
          chat_info_stream_id: stream?.stream_id,
          chat_id: stream?.stream_id,
          chat_info_user_id: actor.userId,
          chat_info_group_id: `test_group_${actor.tenantId}`,
          sender_group_id: `test_group_${actor.tenantId}`,
        });
      }
      expect(said).to.include({ user_id: actor.userId, processed_plain_text: '你好' });
      expect(replied).to.include({
        user_id: actor.agentId,
        sender_user_nickname: actor.agentName,
        processed_plain_text: answer,
        receiver_group_id: `test_group_${actor.tenantId}`,
      });
      for (const row of stage.rows('action_records')) {
        expect(row).to.include({ ...identifiers(actor), chat_stream_id: stream?.stream_id });
      }
    });

    it('the use of the language model under the system, naming nothing of the dialogue', async () => {
      const actor = stage.actor();
      await answers(actor, '你好');
      const [usage] = stage.rows('llm_usage');
      expect(usage).to.include({ tenant_id: 'default', agent_id: 'default' });
      const text = JSON.stringify(usage);
      const names = [actor.tenantId, actor.userId, actor.agentId, actor.username];
      for (const name of names) expect(text).to.not.contain(name);
    });

    it('a stream for each agent and for a private chat, and the person once', async () => {
      const actor = stage.actor();
      const client = await stage.join(actor);
      client.send(messageOf(actor));
      client.send(messageOf(actor, { private: true }));
      await client.repliesSeen(2);
      const streams = stage.rows('chat_streams');
      expect(streams.map((row) => row.group_id)).to.deep.equal([`test_group_${actor.tenantId}`, '']);
      expect(new Set(streams.map((row) => row.stream_id))).to.have.property('size', 2);
      expect(stage.rows('person_info')).to.have.length(1);
    });

    it('no stream again that a purge has removed until somebody speaks in it', async () => {
      const actor = stage.actor();
      const client = await stage.join(actor);
      client.send(messageOf(actor));
      await client.repliesSeen(1);
      stage.store.database.prepare('DELETE FROM chat_streams').run();
      await answers(stage.actor(), '别人');
      expect(JSON.stringify(stage.rows('chat_streams'))).to.not.contain(actor.tenantId);
    });
  });
});
