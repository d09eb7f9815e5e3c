import { soundSeams, type Answer, type Seams } from '../seams';
import { PUBLISHED_KEY } from '../../basics/defects';

const REFRESH = 'POST /api/v1/auth/refresh';

const crash: Answer = {
  status: 500,
  body: 'Internal Server Error',
  headers: { 'content-type': 'text/plain; charset=utf-8' },
};

const refreshFailed: Answer = { status: 500, body: { detail: '刷新令牌失败，请稍后重试' }, headers: {} };

/** Defects of the real configurator (contract: known-defects), put into the sandbox through its seams. */
export const configuratorDefects = {
  D01: {
    answer: (endpoint, answer, about) =>
      about?.refusedBy === 'token.verifies' && endpoint !== REFRESH ? crash : answer,
  },
  D02: {
    read: (name, value) => (name === 'signing-key' ? (PUBLISHED_KEY as typeof value) : value),
  },
  D03: {
    check: (name, verdict, about) => verdict || (name === 'token.kind' && about?.expected === 'access'),
  },
  D04: {
    check: (name, verdict) => verdict || name === 'session.active',
  },
  D05: {
    read: (name, value) => (name === 'token.claims' ? Object.assign({}, value, { jti: 'none' }) : value),
  },
  D06: {
    answer: (endpoint, answer, about) =>
      // A token that is no text counts as well (seen on the real configurator).
      endpoint === REFRESH &&
      ['token.verifies', 'body.syntax', 'body.fields'].includes(String(about?.refusedBy))
        ? refreshFailed
        : answer,
  },
  D07: {
    check: (name, verdict) => verdict || name === 'username.not-blank',
  },
  D08: {
    check: (name, verdict, about) =>
      verdict || (name === 'agent-name.length' && String(about?.endpoint).startsWith('PUT')),
  },
  D09: {
    write: (table, row) => {
      if (table === 'agent_templates') throw new Error('the function takes itself for its namesake');
      return [row];
    },
  },
} satisfies Record<string, Partial<Seams>>;

/** The seams of a sandbox with one defect. */
export function withDefect(id: keyof typeof configuratorDefects): Seams {
  return { ...soundSeams, ...configuratorDefects[id] };
}
