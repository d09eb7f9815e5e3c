/** What an agent makes of a text that was said to it. */
export interface Remark {
  readonly kind: 'greeting' | 'question' | 'statement' | 'nothing';
  /** The beginning of the text, at most 40 characters. */
  readonly quote: string;
  /** What it is about, in words of the text where it has any. */
  readonly topic: string;
  /** Characters in the whole text. */
  readonly length: number;
  /** A number that depends on the text alone, to choose among phrases. */
  readonly fingerprint: number;
}

const QUOTED = 40;
/** Characters that are looked at for topics: a text of 50,000 is answered as fast as a short one. */
const READ = 200;

const GREETING = /^(?:你好|您好|大家好|早上好|晚上好|嗨|哈喽|hi\b|hello\b)/i;
const QUESTION = /[?？]|[吗呢么]\s*$|什么|怎么|怎样|如何|为何|为什么|哪|谁|几|多少|能否|是否|可以.*吗/;
const EMPTY_WORDS = new Set(
  '我们 你们 他们 什么 怎么 怎样 如何 为何 为什么 哪里 哪些 这个 那个 这些 那些 一个 一下 一些 可以 是否 能否 还是 还在 因为 所以 但是 你好 您好 自己 觉得 知道 喜欢 应该 多少'.split(
    ' ',
  ),
);

const words = new Intl.Segmenter('zh', { granularity: 'word' });

function topicOf(text: string): string {
  const candidates = [...words.segment(text)]
    .filter(({ isWordLike, segment }) => isWordLike === true && Array.from(segment).length > 1)
    .map(({ segment }) => segment)
    .filter((word) => !EMPTY_WORDS.has(word));
  const longestFirst = [...new Set(candidates)].toSorted((a, b) => b.length - a.length);
  return longestFirst.length === 0 ? '这件事' : longestFirst.slice(0, 2).join('和');
}

function kindOf(text: string): Remark['kind'] {
  if (text.trim() === '') return 'nothing';
  if (QUESTION.test(text)) return 'question';
  return GREETING.test(text) ? 'greeting' : 'statement';
}

/** Reads a text as an agent hears it. */
export function understand(text: string): Remark {
  const characters = Array.from(text);
  const beginning = characters.slice(0, READ).join('');
  return {
    kind: kindOf(beginning),
    quote: characters.slice(0, QUOTED).join(''),
    topic: topicOf(beginning),
    length: characters.length,
    fingerprint: characters
      .slice(0, READ)
      .reduce((sum, character) => sum + (character.codePointAt(0) ?? 0), 0),
  };
}
