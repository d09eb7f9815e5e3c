import type { Remark } from './remark';

/** How an agent of one kind talks. Every answer is an opening, a body that fits the remark, and an ending. */
export interface Voice {
  readonly opening: (name: string) => string;
  readonly greeting: (remark: Remark) => string;
  readonly question: (remark: Remark) => string;
  readonly statement: (remark: Remark) => string;
  readonly nothing: string;
  readonly endings: readonly [string, ...string[]];
}

const friendly: Voice = {
  opening: (name) => `嗨，我是${name}！`,
  greeting: ({ quote }) => `听到你说“${quote}”，心情一下就亮堂了。`,
  question: ({ quote, topic }) => `你问“${quote}”，关于${topic}我正好想聊聊，咱们一样一样来看。`,
  statement: ({ quote, topic }) => `“${quote}”，我记下啦，${topic}这个话头我喜欢。`,
  nothing: '你发来的话是空的，是不是手滑了？',
  endings: ['你想先从哪儿说起？', '要我多说一点吗？', '慢慢来，我听着呢。'],
};

const expert: Voice = {
  opening: (name) => `我是${name}。`,
  greeting: ({ quote }) => `已收到您的问候“${quote}”，请直接说明需要讨论的问题。`,
  question: ({ quote, topic, length }) =>
    `您的问题“${quote}”共${length}个字，关键在${topic}：先界定范围，再比较方法，最后核对结果。`,
  statement: ({ quote, topic }) =>
    `您提到“${quote}”，我理解重点是${topic}，其中哪些是事实、哪些是推测，需要分开看。`,
  nothing: '您的消息没有内容，无法据此判断。',
  endings: ['如有数据，请一并给出。', '以上结论取决于前提是否成立。', '需要的话，我可以逐条展开。'],
};

const creative: Voice = {
  opening: (name) => `我是${name}，口袋里总装着几个怪点子。`,
  greeting: ({ quote }) => `“${quote}”，像是一出戏拉开了幕布。`,
  question: ({ quote, topic }) => `“${quote}”，不如把${topic}倒过来想：要是它会走路、会做梦，会去哪里？`,
  statement: ({ quote, topic }) => `“${quote}”，我脑子里已经有了画面，${topic}变成了一座会发光的岛。`,
  nothing: '一张白纸也是好开头，你来画第一笔。',
  endings: ['要不要接着往下编？', '换一种颜色，故事又不一样了。', '我还有第二个版本，想听吗？'],
};

const caring: Voice = {
  opening: (name) => `我是${name}，我在这里陪着你。`,
  greeting: ({ quote }) => `谢谢你跟我说“${quote}”，今天过得还好吗？`,
  question: ({ quote, topic }) => `你问“${quote}”，看得出${topic}在你心里有些分量，我们一起慢慢想。`,
  statement: ({ quote, topic }) => `你说“${quote}”，我听见了，${topic}对你一定不是小事。`,
  nothing: '你什么也没写，不想说的时候，不说也没关系。',
  endings: ['记得对自己温柔一点。', '想说多少就说多少。', '累了就歇一会儿，我不走。'],
};

const efficient: Voice = {
  opening: (name) => `${name}，在。`,
  greeting: ({ quote }) => `“${quote}”收到，请说事。`,
  question: ({ quote, topic, length }) =>
    `问题“${quote}”（${length}字），要点：${topic}。第一步列清单，第二步排先后，第三步动手。`,
  statement: ({ quote, topic }) => `已记录“${quote}”，要点：${topic}。`,
  nothing: '空消息，未处理。',
  endings: ['下一项？', '需要期限请说。', '完毕。'],
};

const byTemplate: ReadonlyMap<string, Voice> = new Map([
  ['friendly_assistant', friendly],
  ['professional_expert', expert],
  ['creative_companion', creative],
  ['caring_friend', caring],
  ['efficient_helper', efficient],
]);

/** The voice of an agent with a persona of its own: it says who it is in the persona's words. */
function ownVoice(persona: string): Voice {
  const words = Array.from(persona.trim()).slice(0, 30).join('');
  return {
    opening: (name) => `我是${name}，别人这样形容我：“${words}”。`,
    greeting: ({ quote }) => `你说“${quote}”，我也向你问好。`,
    question: ({ quote, topic }) => `你问“${quote}”，说到${topic}，我有自己的看法。`,
    statement: ({ quote, topic }) => `你说“${quote}”，${topic}我会放在心上。`,
    nothing: '你的消息里没有字。',
    endings: ['你怎么看？', '愿意多说几句吗？', '我们接着聊。'],
  };
}

/** The voice of a template's agents, or that of a persona where no template has it. */
export function voiceOf(templateId: string | undefined, persona: string): Voice {
  return (templateId === undefined ? undefined : byTemplate.get(templateId)) ?? ownVoice(persona);
}
