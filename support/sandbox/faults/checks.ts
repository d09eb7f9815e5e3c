import type { Catalogue } from './fault';
import { deem } from './seam-tools';

const NO_ACCOUNT = 'What makes no account is refused, and nothing is stored';
const NO_AGENT = 'What makes no agent is refused, and nothing is stored';
const NO_TEMPLATE = 'What makes no template is refused, and nothing is stored';
const NO_TENANT_CHANGE = 'What is no change of a tenant is refused, and the tenant stays as it was';
const UNIQUE = 'A username and an e-mail address belong to one user';
const SIGNS_IN = 'A user signs in with their name and password';
const SOUND_TOKEN = 'Only a sound token opens an account';
const ENDED_TOKEN = 'A token that has ended opens nothing';
const DISABLED = 'An account that is disabled is closed to its owner';
const CONNECTING = 'Who may talk is decided when the connection is opened';
const FOREIGN = 'No tenant hears or speaks in the dialogues of another';

const length = ({ value }: Readonly<Record<string, unknown>>): number => Array.from(String(value)).length;

/** Checks that were left out, or that let too much or too little through. */
export const checkFaults = {
  'username-twice': {
    about: 'a username that is taken is given to a second user',
    noticedBy: UNIQUE,
    seams: { check: deem(false, 'username.taken') },
  },
  'email-twice': {
    about: 'an e-mail address that is taken is given to a second user',
    noticedBy: UNIQUE,
    seams: { check: deem(false, 'email.taken') },
  },
  'email-twice-by-change': {
    about: "a tenant may change its e-mail address to another tenant's",
    noticedBy: 'The data of a tenant can be changed by its owner',
    seams: { check: deem(false, 'tenant-email.taken') },
  },
  'username-too-short': {
    about: 'a username of two characters is accepted',
    noticedBy: NO_ACCOUNT,
    seams: { check: deem(true, 'username.length', (about) => length(about) === 2) },
  },
  'username-too-long': {
    about: 'a username of 51 characters is accepted',
    noticedBy: NO_ACCOUNT,
    seams: { check: deem(true, 'username.length', (about) => length(about) === 51) },
  },
  'username-of-50-refused': {
    about: 'a username of 50 characters, which is allowed, is refused',
    noticedBy: 'Unusual but harmless input is accepted and kept as it was given',
    seams: { check: deem(false, 'username.length', (about) => length(about) === 50) },
  },
  'password-too-short': {
    about: 'a password of five characters is accepted',
    noticedBy: NO_ACCOUNT,
    seams: { check: deem(true, 'password.length', (about) => length(about) === 5) },
  },
  'email-not-checked': {
    about: 'an e-mail address without an @ is accepted at the registration',
    noticedBy: NO_ACCOUNT,
    seams: { check: deem(true, 'email.valid') },
  },
  'tenant-email-not-checked': {
    about: 'a tenant may change its e-mail address to one without an @',
    noticedBy: NO_TENANT_CHANGE,
    seams: { check: deem(true, 'tenant-email.valid') },
  },
  'tenant-type-not-checked': {
    about: 'a tenant of a type that does not exist is opened',
    noticedBy: NO_ACCOUNT,
    seams: { check: deem(true, 'tenant-type.known') },
  },
  'any-password': {
    about: 'any password opens an account',
    noticedBy: SIGNS_IN,
    seams: { check: deem(true, 'password.matches') },
  },
  'token-of-another-key': {
    about: 'a token that somebody else has signed is accepted',
    noticedBy: SOUND_TOKEN,
    seams: { check: deem(true, 'token.verifies', ({ algorithm }) => algorithm === 'HS256') },
  },
  'token-unsigned': {
    about: 'a token that nobody has signed (alg none) is accepted',
    noticedBy: SOUND_TOKEN,
    seams: {
      check: deem(true, 'token.verifies', ({ algorithm }) => String(algorithm).toLowerCase() === 'none'),
    },
  },
  'token-expired': {
    about: 'an expired token is accepted',
    noticedBy: ENDED_TOKEN,
    seams: { check: deem(true, 'token.fresh') },
  },
  'access-token-renews': {
    about: 'an access token can be used to get further tokens, as if it were a refresh token',
    noticedBy: SOUND_TOKEN,
    seams: { check: deem(true, 'token.kind', ({ expected }) => expected === 'refresh') },
  },
  'refresh-token-after-logout': {
    about: 'the refresh token works on after the user has signed out',
    noticedBy: ENDED_TOKEN,
    seams: {
      check: deem(
        true,
        'session.active',
        ({ claims }) => (claims as { type?: unknown } | undefined)?.type === 'refresh',
      ),
    },
  },
  'token-of-another-tenant': {
    about: 'a token that names a user and a tenant of somebody else is accepted',
    noticedBy: SOUND_TOKEN,
    seams: { check: deem(true, 'user.belongs-to-tenant') },
  },
  'disabled-account-signs-in': {
    about: 'a user whose account is disabled can sign in',
    noticedBy: DISABLED,
    seams: {
      check: deem(true, 'account.active', ({ user, claims }) => user !== undefined && claims === undefined),
    },
  },
  'disabled-account-token-works': {
    about: 'the token of a disabled account works on',
    noticedBy: DISABLED,
    seams: { check: deem(true, 'account.active', ({ claims }) => claims !== undefined) },
  },
  'disabled-account-talks': {
    about: 'a user whose account is disabled can talk to their agents',
    noticedBy: DISABLED,
    seams: { check: deem(true, 'reply.account-active') },
  },
  'template-of-two-characters': {
    about: 'a template id of two characters is accepted',
    noticedBy: NO_TEMPLATE,
    seams: { check: deem(true, 'template-id.length') },
  },
  'template-twice': {
    about: 'a template id that is taken is given to a second template',
    noticedBy: NO_TEMPLATE,
    seams: { check: deem(false, 'template-id.taken') },
  },
  'template-name-not-checked': {
    about: 'a template without a name is accepted',
    noticedBy: NO_TEMPLATE,
    seams: { check: deem(true, 'template-name.length') },
  },
  'personal-tenant-makes-template': {
    about: 'a personal tenant may create templates',
    noticedBy: NO_TEMPLATE,
    seams: {
      check: deem(true, 'tenant.is-enterprise', ({ endpoint }) => String(endpoint).endsWith('/templates')),
    },
  },
  'upgraded-twice': {
    about: 'an enterprise tenant can be upgraded once more',
    noticedBy: 'The data of a tenant can be changed by its owner',
    seams: {
      check: deem(false, 'tenant.is-enterprise', ({ endpoint }) => String(endpoint).endsWith('/upgrade')),
    },
  },
  'agent-without-name': {
    about: 'an agent with an empty name can be created',
    noticedBy: NO_AGENT,
    seams: {
      check: deem(
        true,
        'agent-name.length',
        (about) => length(about) === 0 && String(about.endpoint).startsWith('POST'),
      ),
    },
  },
  'agent-name-too-long': {
    about: 'an agent with a name of 101 characters can be created',
    noticedBy: NO_AGENT,
    seams: {
      check: deem(
        true,
        'agent-name.length',
        (about) => length(about) > 100 && String(about.endpoint).startsWith('POST'),
      ),
    },
  },
  'agent-name-of-100-refused': {
    about: 'an agent with a name of 100 characters, which is allowed, is refused',
    noticedBy: 'Unusual but harmless input is accepted and kept as it was given',
    seams: { check: deem(false, 'agent-name.length', (about) => length(about) === 100) },
  },
  'talks-without-key': {
    about: 'a connection without a key is not refused',
    noticedBy: CONNECTING,
    seams: {
      read: (name, value) =>
        name === 'reply.identity' && value === undefined
          ? ({ tenantId: 'default', agentId: 'default' } as typeof value)
          : value,
      check: deem(true, ['reply.key-present', 'reply.account-active'], ({ key, identity }) =>
        key === undefined ? (identity as { agentId?: string }).agentId === 'default' : key === '',
      ),
    },
  },
  'talks-on-any-address': {
    about: 'dialogues are held on any address',
    noticedBy: CONNECTING,
    seams: { check: deem(true, 'reply.path-served') },
  },
  'foreign-agent-with-own-tenant': {
    about: "a tenant talks to another tenant's agent with a key made of its own id and that agent's",
    noticedBy: FOREIGN,
    seams: { check: deem(true, 'reply.agent-belongs-to-tenant') },
  },
  'binary-frame-tolerated': {
    about: 'a connection lives on after a frame that is no text',
    noticedBy: 'A frame that makes no sense changes nothing',
    seams: { check: deem(true, 'reply.frame-tolerated') },
  },
} satisfies Catalogue;
