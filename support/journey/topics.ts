/** Topics by the name of the template that they suit. */
export type Topics = ReadonlyMap<string, readonly string[]>;

/** What is talked about when the caller gives no topics. */
export const STANDARD_TOPICS: Topics = new Map([
  ['友好助手', ['你好，我们来聊聊天吧', '你最近在忙什么？', '给我讲个轻松的笑话', '明天适合出门散步吗？']],
  [
    '专业专家',
    [
      '什么是强化学习？',
      '神经网络为什么需要激活函数？',
      '如何选择合适的损失函数？',
      '数据不够的时候怎么训练模型？',
    ],
  ],
  [
    '创意伙伴',
    [
      '给一部科幻小说起个书名',
      '用三种颜色描述一个秋天的早晨',
      '帮我设计一个桌游的规则',
      '写两句押韵的广告语',
    ],
  ],
  ['贴心朋友', ['我今天有点失落', '好朋友要搬走了', '怎样和自己好好相处？', '你能陪我说会儿话吗？']],
  [
    '高效助手',
    ['怎样安排好一天的时间？', '给我一个开会的议程模板', '如何快速写好一封邮件？', '三步教我学会记笔记'],
  ],
]);

/**
 * The messages of one dialogue: the topics of this kind of agent in order, over again when there are more messages than topics.
 * A kind without topics of its own gets those of every kind.
 */
export function messagesFor(topics: Topics, kind: string | undefined, count: number): string[] {
  const own = (kind === undefined ? undefined : topics.get(kind)) ?? [...topics.values()].flat();
  return Array.from({ length: count }, (_, index) => own[index % own.length] ?? '你好');
}
