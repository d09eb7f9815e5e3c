import { z } from 'zod';
import { databaseTime, isoTime, type TenantUserRow } from '../store';
import type { Row } from '../seams';
import { makeApiKey } from './accounts';
import { signedInEndpoint, type Context, type Endpoint, type Situation } from './endpoint';
import { fieldsOf, optionalObject } from './fields';
import { Refusal } from './refusal';
import { onlyOfTenant } from './scope';
import type { TenantStatistics } from './seam-names';
import { tenantInfo } from './shapes';

/** The caller's own tenant: get, change, statistics, API key, upgrade (contract: configurator). */
export function tenantEndpoints(context: Context): Endpoint[] {
  return [
    getTenant(context),
    updateTenant(context),
    statistics(context),
    getApiKey(context),
    regenerateApiKey(context),
    upgrade(context),
  ];
}

function getTenant(context: Context): Endpoint {
  return signedInEndpoint(context, {
    name: 'GET /api/v1/tenant/',
    summary: 'The tenant',
    failure: '获取租户信息失败',
    answer: ({ caller }) => tenantInfo(caller),
  });
}

function updateTenant(context: Context): Endpoint {
  const { store, seams } = context;
  const { optionalText } = fieldsOf(seams, 'PUT /api/v1/tenant/');
  return signedInEndpoint(context, {
    name: 'PUT /api/v1/tenant/',
    summary: 'Change some fields of the tenant',
    failure: '更新租户信息失败',
    body: z.object({
      tenant_name: optionalText(),
      // Unlike registration, MaiMBot asks no more of an address here than its @.
      email: optionalText({
        check: 'tenant-email.valid',
        test: (email) => email.includes('@'),
        message: '邮箱格式无效',
      }),
      phone: optionalText(),
      tenant_config: optionalObject,
    }),
    answer: ({ body, caller, about }) =>
      store.atomically(() => {
        const { tenant_name, email, phone, tenant_config } = body;
        if (typeof email === 'string') refuseTaken(context, email, caller, about);
        const changes: Row = {
          ...(typeof tenant_name === 'string' && { tenant_name }),
          ...(typeof email === 'string' && { email }),
          ...(typeof phone === 'string' && { phone }),
          ...(tenant_config && { tenant_config: JSON.stringify(tenant_config) }),
        };
        return tenantInfo(changed(context, caller, changes, about));
      }),
  });
}

function refuseTaken(
  { store, seams }: Context,
  email: string,
  caller: TenantUserRow,
  about: Situation,
): void {
  const taken = store.database
    .prepare('SELECT 1 FROM tenant_users WHERE email = ? AND user_id <> ?')
    .get(email, caller.user_id);
  if (seams.check('tenant-email.taken', taken !== undefined, about)) {
    throw new Refusal(409, '邮箱已被其他用户使用', 'tenant-email.taken');
  }
}

function statistics(context: Context): Endpoint {
  const { store, seams } = context;
  return signedInEndpoint(context, {
    name: 'GET /api/v1/tenant/stats',
    summary: "Counts of the tenant's agents, messages and model calls",
    failure: '获取租户统计信息失败',
    answer({ caller, about }) {
      const pick = (table: 'agents' | 'messages' | 'llm_usage', column: string): number | null => {
        const { where, params } = onlyOfTenant(context, caller.tenant_id, table, about);
        return (
          store.database
            .prepare<string[], { value: number | null }>(`SELECT ${column} AS value FROM ${table}${where}`)
            .get(...params)?.value ?? null
        );
      };
      const newest = pick('messages', 'max(time)');
      const counted: TenantStatistics = {
        total_agents: pick('agents', 'count(*)') ?? 0,
        total_messages: pick('messages', 'count(*)') ?? 0,
        total_api_calls: pick('llm_usage', 'count(*)') ?? 0,
        total_cost: pick('llm_usage', 'sum(cost)') ?? 0,
        last_active: newest === null ? null : isoTime(databaseTime(newest * 1000)),
      };
      return {
        tenant_id: caller.tenant_id,
        tenant_name: caller.tenant_name,
        ...seams.read('tenant.stats', counted, about),
      };
    },
  });
}

function getApiKey(context: Context): Endpoint {
  return signedInEndpoint(context, {
    name: 'GET /api/v1/tenant/api-key',
    summary: "The user's API key",
    answer: ({ caller }) => ({
      api_key: caller.api_key,
      tenant_id: caller.tenant_id,
      user_id: caller.user_id,
    }),
  });
}

function regenerateApiKey(context: Context): Endpoint {
  return signedInEndpoint(context, {
    name: 'POST /api/v1/tenant/regenerate-api-key',
    summary: 'A new API key in place of the old one',
    failure: '重新生成API密钥失败',
    answer({ caller, about }) {
      const { api_key, tenant_id } = changed(context, caller, { api_key: makeApiKey() }, about);
      return { message: 'API密钥重新生成成功', api_key, tenant_id };
    },
  });
}

function upgrade(context: Context): Endpoint {
  const { seams } = context;
  return signedInEndpoint(context, {
    name: 'POST /api/v1/tenant/upgrade',
    summary: 'Turn a personal tenant into an enterprise',
    failure: '租户升级失败',
    answer({ caller, about }) {
      if (seams.check('tenant.is-enterprise', caller.tenant_type === 'enterprise', about)) {
        throw new Refusal(400, '租户已经是企业版', 'tenant.is-enterprise');
      }
      const { tenant_type, tenant_id } = changed(context, caller, { tenant_type: 'enterprise' }, about);
      return { message: '租户升级成功', tenant_type, tenant_id };
    },
  });
}

/** Writes the changes and the time of the change; returns the tenant as it is then said to be. */
function changed(
  { store, seams }: Context,
  caller: TenantUserRow,
  wanted: Row,
  about: Situation,
): TenantUserRow {
  const changes = { ...wanted, updated_at: databaseTime() };
  store.update('tenant_users', caller.id, seams.read('tenant.changes', changes, about));
  return { ...caller, ...changes };
}
