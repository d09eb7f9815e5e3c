import type { ExpectedResponse } from './recorded-exchanges';

/** A recorded answer that the sound sandbox does not give, because a known defect of MaiMBot shaped it. */
export interface KnownDifference {
  /** Name of the exchange. */
  readonly exchange: string;
  /** The defect that explains it, as `known-defects.md` numbers it. */
  readonly defect: string;
  /** What the sandbox answers instead, field by field, so that the allowance hides no other mistake. */
  readonly instead: ExpectedResponse;
}

const json = 'application/json';

const tokenInvalid: ExpectedResponse = {
  status: 401,
  contentType: json,
  wwwAuthenticate: 'Bearer',
  body: { detail: '令牌无效' },
};

function refusedField(field: string, input: unknown, message: string): ExpectedResponse {
  const error = { type: 'value_error', loc: ['body', field], msg: `Value error, ${message}`, input };
  return { status: 422, contentType: json, body: { detail: [{ ...error, ctx: { error: {} } }] } };
}

/** The recorded answers that the sandbox may differ from, and how. */
export const knownDifferences: readonly KnownDifference[] = [
  { exchange: 'me: malformed token', defect: 'D01', instead: tokenInvalid },
  { exchange: 'me: token signed with another key', defect: 'D01', instead: tokenInvalid },
  { exchange: 'me: alg none token', defect: 'D01', instead: tokenInvalid },
  { exchange: 'create agent: malformed token', defect: 'D01', instead: tokenInvalid },
  { exchange: 'me: token forged with the published default key', defect: 'D02', instead: tokenInvalid },
  {
    exchange: 'me: refresh token used as access token',
    defect: 'D03',
    instead: { ...tokenInvalid, body: { detail: '令牌类型无效' } },
  },
  { exchange: 'me after logout, same token', defect: 'D04', instead: tokenInvalid },
  {
    exchange: 'refresh',
    defect: 'D05',
    instead: {
      status: 200,
      contentType: json,
      body: { access_token: '<jwt:refreshed>', token_type: 'bearer', expires_in: 86_400 },
    },
  },
  { exchange: 'refresh: garbage', defect: 'D06', instead: tokenInvalid },
  {
    exchange: 'refresh: not JSON',
    defect: 'D06',
    instead: {
      status: 422,
      contentType: json,
      body: {
        detail: [
          {
            type: 'json_invalid',
            loc: ['body', 0],
            msg: 'JSON decode error',
            input: {},
            ctx: { error: 'Expecting value' },
          },
        ],
      },
    },
  },
  {
    exchange: 'register: blank username',
    defect: 'D07',
    instead: refusedField('username', '   ', '用户名不能为空白'),
  },
  {
    exchange: 'update agent: name 101 chars',
    defect: 'D08',
    instead: refusedField('name', 'n'.repeat(101), 'Agent名称长度必须在1-100个字符之间'),
  },
  {
    // Its consequence: the agent keeps the name that it had before.
    exchange: 'delete agent',
    defect: 'D08',
    instead: { status: 200, contentType: json, body: { message: "Agent 'renamed' 删除成功" } },
  },
  {
    exchange: 'create template: enterprise tenant',
    defect: 'D09',
    instead: {
      status: 200,
      contentType: json,
      body: {
        template_id: 'custom_one',
        name: '自定义',
        description: null,
        category: 'general',
        tags: [],
        is_active: true,
        is_system: false,
        usage_count: 0,
        persona: '<text>',
        personality_traits: null,
        response_style: null,
        memory_config: null,
        plugin_config: [],
        config_schema: null,
        default_config: null,
        created_by: '<user:2>',
        created_at: '<timestamp>',
        updated_at: '<timestamp>',
      },
    },
  },
];
