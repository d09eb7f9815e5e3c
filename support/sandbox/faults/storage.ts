import type { Row } from '../seams';
import type { Catalogue } from './fault';
import { misdescribeUser, reread, rewrite } from './seam-tools';

const OPENS = "Registering opens a tenant of one's own";
const SIGNS_IN = 'A user signs in with their name and password';
const CHANGES_TENANT = 'The data of a tenant can be changed by its owner';
const CREATES = 'A tenant creates agents from the templates';
const CHANGES_AGENT = 'A tenant changes and removes its agents';
const KEPT = 'Both sides of a dialogue are kept, under the tenant who owns it';
const AS_GIVEN = 'Unusual but harmless input is accepted and kept as it was given';
const ENDED_TOKEN = 'A token that has ended opens nothing';

const cut = (row: Row, column: string, length: number): Row => ({
  ...row,
  [column]: Array.from(String(row[column] ?? ''))
    .slice(0, length)
    .join(''),
});

/** What is not written, written twice, or written otherwise than it should be. */
export const storageFaults = {
  'session-not-recorded': {
    about: 'a session is not stored',
    noticedBy: OPENS,
    seams: { write: rewrite('user_sessions', () => []) },
  },
  'login-not-counted': {
    about: 'signing in is not counted',
    noticedBy: SIGNS_IN,
    seams: { read: reread({ 'login.changes': ({ login_count: _, ...changes }) => changes }) },
  },
  'login-time-not-kept': {
    about: 'the time of the last sign-in is not kept',
    noticedBy: SIGNS_IN,
    seams: {
      read: reread({ 'login.changes': ({ last_login_at: _, ...changes }) => changes }),
      answer: misdescribeUser('POST /api/v1/auth/login', () => ({ last_login_at: '2020-01-01T00:00:00' })),
    },
  },
  'password-readable': {
    about: 'the password can be read in the database',
    noticedBy: OPENS,
    seams: {
      write: rewrite('tenant_users', (row, { body }) => [
        {
          ...row,
          tenant_config: JSON.stringify({ initial_password: (body as { password: string }).password }),
        },
      ]),
    },
  },
  'tenant-shared-by-all': {
    about: 'every user who registers gets the same tenant',
    noticedBy: OPENS,
    seams: {
      write: (() => {
        let first: Row[string] | undefined;
        return rewrite('tenant_users', (row) => [{ ...row, tenant_id: (first ??= row.tenant_id) ?? null }]);
      })(),
    },
  },
  'username-in-lower-case': {
    about: 'a username is stored in lower case',
    noticedBy: 'A username and an e-mail address belong to one user',
    seams: {
      write: rewrite('tenant_users', (row) => [{ ...row, username: String(row.username).toLowerCase() }]),
    },
  },
  'phone-not-stored': {
    about: 'the phone number is not stored',
    noticedBy: AS_GIVEN,
    seams: { write: rewrite('tenant_users', (row) => [{ ...row, phone: null }]) },
  },
  'logout-ends-nothing': {
    about: 'signing out is confirmed and ends nothing',
    noticedBy: ENDED_TOKEN,
    seams: { read: reread({ 'logout.sessions': () => [] }) },
  },
  'logout-ends-session-before': {
    about: 'signing out ends the session that was opened before it as well',
    noticedBy: ENDED_TOKEN,
    seams: { read: reread({ 'logout.sessions': (ids) => ids.flatMap((id) => [id, id - 1]) }) },
  },
  'tenant-not-renamed': {
    about: 'a new name of the tenant is confirmed and not stored',
    noticedBy: CHANGES_TENANT,
    seams: { read: reread({ 'tenant.changes': ({ tenant_name: _, ...changes }) => changes }) },
  },
  'tenant-not-upgraded': {
    about: 'an upgrade is confirmed and not stored',
    noticedBy: CHANGES_TENANT,
    seams: { read: reread({ 'tenant.changes': ({ tenant_type: _, ...changes }) => changes }) },
  },
  'api-key-not-renewed': {
    about: 'a new API key is shown and not stored',
    noticedBy: OPENS,
    seams: { read: reread({ 'tenant.changes': ({ api_key: _, ...changes }) => changes }) },
  },
  'tenant-change-loses-phone': {
    about: 'any change of the tenant removes its phone number',
    noticedBy: CHANGES_TENANT,
    seams: { read: reread({ 'tenant.changes': (changes) => ({ phone: null, ...changes }) }) },
  },
  'template-use-not-counted': {
    about: 'the use of a template is not counted',
    noticedBy: CREATES,
    seams: { read: reread({ 'template.usage-step': () => 0 }) },
  },
  'template-use-counted-twice': {
    about: 'each use of a template is counted twice',
    noticedBy: CREATES,
    seams: { read: reread({ 'template.usage-step': () => 2 }) },
  },
  'agent-not-stored': {
    about: 'a new agent is confirmed and not stored',
    noticedBy: CREATES,
    seams: { write: rewrite('agents', (row) => (row.agent_id === 'default' ? [row] : [])) },
  },
  'agent-ignores-persona': {
    about: 'an agent that was given a persona of its own has that of its template',
    noticedBy: CREATES,
    seams: {
      read: reread({
        'agent.persona': (persona, { template }) =>
          (template as { persona: string } | undefined)?.persona ?? persona,
      }),
    },
  },
  'agent-of-wrong-template': {
    about: 'every agent has the persona of the first template',
    noticedBy: CREATES,
    seams: {
      read: (() => {
        let first: string | undefined;
        return reread({
          'agent.persona': (persona, { template }) =>
            template === undefined ? persona : (first ??= persona),
        });
      })(),
    },
  },
  'agent-name-cut': {
    about: 'the name of an agent is cut after 20 characters',
    noticedBy: AS_GIVEN,
    seams: { write: rewrite('agents', (row) => [cut(row, 'name', 20)]) },
  },
  'agent-change-not-stored': {
    about: 'a change of an agent is confirmed and not stored',
    noticedBy: CHANGES_AGENT,
    seams: { read: reread({ 'agent.changes': () => ({}) }) },
  },
  'agent-change-loses-description': {
    about: 'whoever renames an agent loses its description',
    noticedBy: CHANGES_AGENT,
    seams: { read: reread({ 'agent.changes': (changes) => ({ ...changes, description: null }) }) },
  },
  'agent-not-removed': {
    about: 'the removal of an agent is confirmed and the agent stays',
    noticedBy: CHANGES_AGENT,
    seams: { read: reread({ 'agent.removed': () => [] }) },
  },
  'agent-removed-with-next': {
    about: 'whoever removes an agent removes the one made before it as well',
    noticedBy: CHANGES_AGENT,
    seams: { read: reread({ 'agent.removed': (ids) => ids.flatMap((id) => [id, id - 1]) }) },
  },
  'message-not-stored': {
    about: 'what a user says is not stored',
    noticedBy: KEPT,
    seams: { write: rewrite('messages', (row, { said }) => (said === 'message' ? [] : [row])) },
  },
  'reply-not-stored': {
    about: 'what an agent answers is not stored',
    noticedBy: KEPT,
    seams: { write: rewrite('messages', (row, { said }) => (said === 'reply' ? [] : [row])) },
  },
  'message-stored-twice': {
    about: 'what a user says is stored twice',
    noticedBy: KEPT,
    seams: {
      write: rewrite('messages', (row, { said }) =>
        said === 'message' ? [row, { ...row, message_id: `${String(row.message_id)}_2` }] : [row],
      ),
    },
  },
  'message-stored-cut': {
    about: 'a long message is cut when it is stored',
    noticedBy: 'Unusual messages are answered like any other',
    seams: { write: rewrite('messages', (row) => [cut(row, 'processed_plain_text', 1_000)]) },
  },
  'reply-stored-as-message': {
    about: 'an answer is stored with the words of the message that it answers',
    noticedBy: KEPT,
    seams: {
      write: rewrite('messages', (row, { said, message }) => [
        said === 'reply' ? { ...row, processed_plain_text: (message as { text: string }).text } : row,
      ]),
    },
  },
  'decision-not-stored': {
    about: 'what an agent decided is not stored',
    noticedBy: KEPT,
    seams: { write: rewrite('action_records', () => []) },
  },
  'stream-not-stored': {
    about: 'a dialogue has no stream',
    noticedBy: KEPT,
    seams: { write: rewrite('chat_streams', () => []) },
  },
  'stream-for-every-message': {
    about: 'every message begins a new stream',
    noticedBy: KEPT,
    seams: {
      read: (() => {
        let count = 0;
        return reread({ 'reply.stream-id': (id) => `${id}_${(count += 1)}` });
      })(),
    },
  },
  'calls-not-counted': {
    about: 'the statistics count no call of the language model',
    noticedBy: 'What a tenant lists and counts is its own',
    seams: { read: reread({ 'tenant.stats': (stats) => ({ ...stats, total_api_calls: 0, total_cost: 0 }) }) },
  },
  'statistics-forget-replies': {
    about: 'the statistics count half of what was said',
    noticedBy: KEPT,
    seams: {
      read: reread({
        'tenant.stats': (stats) => ({ ...stats, total_messages: Math.floor(stats.total_messages / 2) }),
      }),
    },
  },
} satisfies Catalogue;
