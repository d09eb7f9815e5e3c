/** What fields of requests are called in the features, where the interface calls them otherwise. */
const FIELDS: Readonly<Record<string, string>> = {
  'e-mail address': 'email',
  'phone number': 'phone',
  'tenant name': 'tenant_name',
  'tenant type': 'tenant_type',
  'tenant configuration': 'tenant_config',
  'refresh token': 'refresh_token',
  template: 'template_id',
  'template number': 'template_id',
  traits: 'personality_traits',
  'response style': 'response_style',
  memory: 'memory_config',
  plugins: 'plugin_config',
  schema: 'config_schema',
  defaults: 'default_config',
  'bot settings': 'bot_overrides',
  'own settings': 'config_overrides',
  active: 'is_active',
};

const SENDER = ['payload', 'message_info', 'sender_info'] as const;

/** What parts of an envelope are called in the features, as paths (contract: reply-backend, envelope). */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  version: ['ver'],
  number: ['msg_id'],
  type: ['type'],
  meta: ['meta'],
  payload: ['payload'],
  'message info': ['payload', 'message_info'],
  'message number': ['payload', 'message_info', 'message_id'],
  time: ['payload', 'message_info', 'time'],
  platform: ['payload', 'message_info', 'platform'],
  sender: SENDER,
  user: [...SENDER, 'user_info'],
  'user number': [...SENDER, 'user_info', 'user_id'],
  nickname: [...SENDER, 'user_info', 'user_nickname'],
  group: [...SENDER, 'group_info'],
  'group number': [...SENDER, 'group_info', 'group_id'],
  segment: ['payload', 'message_segment'],
  'segment type': ['payload', 'message_segment', 'type'],
  text: ['payload', 'message_segment', 'data'],
  dimension: ['payload', 'message_dim'],
  key: ['payload', 'message_dim', 'api_key'],
  'reply platform': ['payload', 'message_dim', 'platform'],
};

/** The field of a request that a label of the features means; a label that is not known is the field itself. */
export function fieldNamed(label: string): string {
  return Object.hasOwn(FIELDS, label) ? (FIELDS[label] ?? label) : label;
}

/**
 * The place in an envelope that a label of the features means.
 * @throws Error naming the labels that there are
 */
export function partNamed(label: string): readonly string[] {
  const path = Object.hasOwn(PARTS, label) ? PARTS[label] : undefined;
  if (!path) throw new Error(`a message has no "${label}"; there are ${Object.keys(PARTS).join(', ')}`);
  return path;
}
