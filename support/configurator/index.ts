export { Configurator, detailOf } from './client';
export { ConfiguratorError, ContractViolation, NoAnswerError } from './errors';
export { describeExchange, type Exchange } from './exchange';
export type { HttpAnswer, Request } from './transport';
export { readAgent, readSession } from './schemas';
export type {
  Agent,
  AgentDraft,
  AgentTemplate,
  OpenApi,
  Registration,
  Session,
  Statistics,
  TemplateDraft,
  Tenant,
  TenantChanges,
  UserInfo,
} from './schemas';
