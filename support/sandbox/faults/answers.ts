import type { Catalogue } from './fault';
import { misanswer, misdescribeUser, misrefuse, reread } from './seam-tools';

const OPENS = "Registering opens a tenant of one's own";
const SIGNS_IN = 'A user signs in with their name and password';
const UNIQUE = 'A username and an e-mail address belong to one user';
const RENEWS = 'Who signs in or renews a token gets one that works';
const CHANGES_TENANT = 'The data of a tenant can be changed by its owner';
const TEMPLATES = 'Five templates come with MaiMBot';
const CREATES = 'A tenant creates agents from the templates';
const CHANGES_AGENT = 'A tenant changes and removes its agents';
const WATCHED = 'Whoever watches MaiMBot can see that it is well';
const DESCRIBED = 'The interface describes itself';

/** Answers of the configurator with a wrong status, a wrong body, or fields that are missing or swapped. */
export const answerFaults = {
  'health-says-sick': {
    about: 'the health check says "degraded" although all is well',
    noticedBy: WATCHED,
    seams: { answer: misanswer('GET /health', () => ({ status: 'degraded' })) },
  },
  'health-without-services': {
    about: 'the detailed health check leaves out the services',
    noticedBy: WATCHED,
    seams: { answer: misanswer('GET /api/health', () => ({ services: undefined })) },
  },
  'docs-not-found': {
    about: 'the documentation page is not there',
    noticedBy: DESCRIBED,
    seams: { answer: misanswer('GET /docs', { status: 404, body: 'Not Found' }) },
  },
  'interface-without-paths': {
    about: 'the description of the interface lists no endpoint',
    noticedBy: DESCRIBED,
    seams: { answer: misanswer('GET /openapi.json', () => ({ paths: {} })) },
  },
  'registration-answers-200': {
    about: 'a registration is answered with 200 instead of 201',
    noticedBy: OPENS,
    seams: { answer: misanswer('POST /api/v1/auth/register', { status: 200 }) },
  },
  'registration-without-tenant': {
    about: 'the answer to a registration does not name the tenant',
    noticedBy: OPENS,
    seams: {
      answer: misdescribeUser('POST /api/v1/auth/register', () => ({ tenant_id: undefined })),
    },
  },
  'registration-swaps-ids': {
    about: 'the answer to a registration has the ids of user and tenant swapped',
    noticedBy: OPENS,
    seams: {
      answer: misdescribeUser('POST /api/v1/auth/register', ({ user_id, tenant_id }) => ({
        user_id: tenant_id,
        tenant_id: user_id,
      })),
    },
  },
  'registration-shows-password-hash': {
    about: 'the answer to a registration shows the hash of the password',
    noticedBy: OPENS,
    seams: {
      answer: misdescribeUser('POST /api/v1/auth/register', () => ({ password_hash: 'c0ffee' })),
    },
  },
  'taken-name-answers-400': {
    about: 'a username that is taken is answered with 400 instead of 409',
    noticedBy: UNIQUE,
    seams: { answer: misrefuse('POST /api/v1/auth/register', 409, { status: 400 }) },
  },
  'wrong-password-tells-who-exists': {
    about: 'whoever signs in with a name that nobody has is told so',
    noticedBy: SIGNS_IN,
    seams: {
      answer: (endpoint, answer, about) =>
        endpoint === 'POST /api/v1/auth/login' && answer.status === 401 && about?.user === undefined
          ? { ...answer, body: { detail: '用户不存在' } }
          : answer,
    },
  },
  'login-without-refresh-token': {
    about: 'whoever signs in gets no refresh token',
    noticedBy: SIGNS_IN,
    seams: { answer: misanswer('POST /api/v1/auth/login', () => ({ refresh_token: undefined })) },
  },
  'login-swaps-tokens': {
    about: 'the access token and the refresh token are swapped in the answer to a sign-in',
    noticedBy: SIGNS_IN,
    seams: {
      answer: misanswer('POST /api/v1/auth/login', ({ access_token, refresh_token }) => ({
        access_token: refresh_token,
        refresh_token: access_token,
      })),
    },
  },
  'profile-without-status': {
    about: 'the profile does not say whether the account is active',
    noticedBy: OPENS,
    seams: { answer: misanswer('GET /api/v1/auth/me', () => ({ status: undefined })) },
  },
  'profile-swaps-names': {
    about: 'the profile has the name of the tenant and that of the user swapped',
    noticedBy: OPENS,
    seams: {
      answer: misanswer('GET /api/v1/auth/me', ({ username, tenant_name }) => ({
        username: tenant_name,
        tenant_name: username,
      })),
    },
  },
  'renewal-returns-old-token': {
    about: 'whoever renews a token gets the refresh token back instead of an access token',
    noticedBy: RENEWS,
    seams: {
      answer: (endpoint, answer, about) =>
        endpoint === 'POST /api/v1/auth/refresh' && answer.status === 200
          ? {
              ...answer,
              body: {
                ...(answer.body as object),
                access_token: (about?.body as { refresh_token: string }).refresh_token,
              },
            }
          : answer,
    },
  },
  'logout-answers-204': {
    about: 'a log-out is answered without a word',
    noticedBy: 'A token that has ended opens nothing',
    seams: { answer: misanswer('POST /api/v1/auth/logout', { status: 204, body: '' }) },
  },
  'token-says-one-hour': {
    about: 'a new token says that it is valid for an hour only',
    noticedBy: OPENS,
    seams: { answer: misanswer('POST /api/v1/auth/register', () => ({ expires_in: 3600 })) },
  },
  'token-lives-for-an-hour': {
    about: 'a token expires after an hour instead of a day',
    noticedBy: OPENS,
    seams: {
      read: reread({ 'token.claims': (claims) => ({ ...claims, exp: Number(claims.iat) + 3600 }) }),
    },
  },
  'templates-without-persona': {
    about: 'the list of templates leaves out who each of them is',
    noticedBy: TEMPLATES,
    seams: { answer: misanswer('GET /api/v1/agents/templates', () => ({ persona: '' })) },
  },
  'templates-one-missing': {
    about: 'the list of templates lacks the last one',
    noticedBy: TEMPLATES,
    seams: { read: reread({ 'templates.list': (templates) => templates.slice(0, -1) }) },
  },
  'templates-of-category-missing': {
    about: 'a list of the templates of one category lacks the last of them',
    noticedBy: TEMPLATES,
    seams: {
      read: reread({
        'templates.list': (templates, { query }) =>
          (query as { category?: string }).category === undefined ? templates : templates.slice(0, -1),
      }),
    },
  },
  'template-swaps-name-and-id': {
    about: 'a template has its name and its id swapped',
    noticedBy: TEMPLATES,
    seams: {
      answer: misanswer('GET /api/v1/agents/templates', ({ name, template_id }) => ({
        name: template_id,
        template_id: name,
      })),
    },
  },
  'template-unknown-is-empty': {
    about: 'a template that does not exist is answered with 200 and nothing in it',
    noticedBy: TEMPLATES,
    seams: {
      answer: misrefuse('GET /api/v1/agents/templates/{template_id}', 404, { status: 200, body: {} }),
    },
  },
  'template-made-says-nothing': {
    about: 'the answer to a new template is null',
    noticedBy: 'Unusual but harmless input is accepted and kept as it was given',
    seams: { answer: misanswer('POST /api/v1/agents/templates', { body: null }) },
  },
  'agents-in-an-envelope': {
    about: 'the list of agents comes as an object with a field "agents"',
    noticedBy: CREATES,
    seams: {
      answer: (endpoint, answer) =>
        endpoint === 'GET /api/v1/agents/' && answer.status === 200
          ? { ...answer, body: { agents: answer.body } }
          : answer,
    },
  },
  'agents-last-first': {
    about: 'the list of agents begins with the one that was changed longest ago',
    noticedBy: CREATES,
    seams: { read: reread({ 'agents.list': (agents) => agents.toReversed() }) },
  },
  'agents-one-page-only': {
    about: 'the list of agents ends after two',
    noticedBy: CREATES,
    seams: { read: reread({ 'agents.list': (agents) => agents.slice(0, 2) }) },
  },
  'agent-made-without-id': {
    about: 'the answer to a new agent lacks its id',
    noticedBy: CREATES,
    seams: { answer: misanswer('POST /api/v1/agents/', () => ({ agent_id: undefined })) },
  },
  'agent-swaps-name-and-persona': {
    about: 'an agent has its name and its persona swapped when it is looked at',
    noticedBy: CREATES,
    seams: {
      answer: misanswer('GET /api/v1/agents/{agent_id}', ({ name, persona }) => ({
        name: persona,
        persona: name,
      })),
    },
  },
  'agent-change-answers-500': {
    about: 'a change of an agent is made and answered with 500',
    noticedBy: CHANGES_AGENT,
    seams: {
      answer: misanswer('PUT /api/v1/agents/{agent_id}', { status: 500, body: { detail: '更新Agent失败' } }),
    },
  },
  'agent-removed-is-not-found': {
    about: 'the removal of an agent is answered with 404 although it was removed',
    noticedBy: CHANGES_AGENT,
    seams: {
      answer: misanswer('DELETE /api/v1/agents/{agent_id}', { status: 404, body: { detail: 'Agent不存在' } }),
    },
  },
  'agent-removed-is-forbidden': {
    about: 'an agent that is gone is answered with 403 instead of 404',
    noticedBy: CHANGES_AGENT,
    seams: {
      answer: misrefuse('GET /api/v1/agents/{agent_id}', 404, { status: 403, body: { detail: '没有权限' } }),
    },
  },
  'tenant-without-sign-ins': {
    about: 'the tenant is answered without its number of sign-ins',
    noticedBy: CHANGES_TENANT,
    seams: { answer: misanswer('GET /api/v1/tenant/', () => ({ login_count: undefined })) },
  },
  'tenant-change-answers-500': {
    about: 'a change of the tenant is made and answered with 500',
    noticedBy: CHANGES_TENANT,
    seams: {
      answer: misanswer('PUT /api/v1/tenant/', { status: 500, body: { detail: '更新租户信息失败' } }),
    },
  },
  'statistics-as-texts': {
    about: 'the statistics give their numbers as texts',
    noticedBy: CREATES,
    seams: {
      answer: misanswer('GET /api/v1/tenant/stats', ({ total_agents }) => ({
        total_agents: String(total_agents),
      })),
    },
  },
  'api-key-is-masked': {
    about: 'the API key is answered with its middle replaced by stars',
    noticedBy: OPENS,
    seams: { answer: misanswer('GET /api/v1/tenant/api-key', () => ({ api_key: 'mb_****' })) },
  },
  'api-key-renewal-shows-old-key': {
    about: 'whoever renews the API key is shown another key than the one that now counts',
    noticedBy: OPENS,
    seams: {
      answer: misanswer('POST /api/v1/tenant/regenerate-api-key', () => ({
        api_key: `mb_${'A'.repeat(43)}`,
      })),
    },
  },
  'upgrade-says-personal': {
    about: 'the answer to an upgrade says that the tenant is personal still',
    noticedBy: CHANGES_TENANT,
    seams: { answer: misanswer('POST /api/v1/tenant/upgrade', () => ({ tenant_type: 'personal' })) },
  },
} satisfies Catalogue;
