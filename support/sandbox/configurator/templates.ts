import { z } from 'zod';
import { databaseTime, type AgentTemplateRow } from '../store';
import { openEndpoint, signedInEndpoint, type Context, type Endpoint, type Situation } from './endpoint';
import { fieldsOf, lengthBetween, optionalObject, optionalTexts } from './fields';
import { Refusal } from './refusal';
import { templateInfo } from './shapes';

/** Templates of agents: list, get, create (contract: configurator). */
export function templateEndpoints(context: Context): Endpoint[] {
  return [listTemplates(context), getTemplate(context), createTemplate(context)];
}

/** A truth value in a query, in the spellings that pydantic accepts. */
const queryBoolean = z.string().transform((text, ctx) => {
  const word = text.toLowerCase();
  if (['1', 'true', 't', 'yes', 'y', 'on'].includes(word)) return true;
  if (['0', 'false', 'f', 'no', 'n', 'off'].includes(word)) return false;
  ctx.addIssue({
    code: 'custom',
    message: 'Input should be a valid boolean, unable to interpret input',
    params: { type: 'bool_parsing' },
  });
  return z.NEVER;
});

function listTemplates({ store, seams }: Context): Endpoint {
  return openEndpoint({
    name: 'GET /api/v1/agents/templates',
    summary: 'The templates, most used first',
    failure: '获取Agent模板列表失败',
    query: z.object({ category: z.string().optional(), is_active: queryBoolean.default(true) }),
    answer({ query, about }) {
      const { category = '', is_active } = query;
      const templates = store.database
        .prepare<[number, string, string], AgentTemplateRow>(
          `SELECT * FROM agent_templates WHERE is_active = ? AND (? = '' OR category = ?)
           ORDER BY usage_count DESC, id`,
        )
        .all(is_active ? 1 : 0, category, category);
      return seams.read('templates.list', templates, { ...about, query }).map(templateInfo);
    },
  });
}

function getTemplate(context: Context): Endpoint {
  return openEndpoint({
    name: 'GET /api/v1/agents/templates/{template_id}',
    summary: 'One template',
    failure: '获取Agent模板失败',
    answer({ about }) {
      const template = findTemplate(context, about.params.template_id ?? '');
      if (!template) throw new Refusal(404, 'Agent模板不存在', 'template.exists');
      return templateInfo(template);
    },
  });
}

function createTemplate(context: Context): Endpoint {
  const { store, seams } = context;
  const { text, optionalText } = fieldsOf(seams, 'POST /api/v1/agents/templates');
  return signedInEndpoint(context, {
    name: 'POST /api/v1/agents/templates',
    summary: 'Create a template; for enterprise tenants',
    failure: '创建Agent模板失败',
    body: z.object({
      template_id: text(lengthBetween('template-id.length', 3, 50, '模板ID长度必须在3-50个字符之间')),
      name: text(lengthBetween('template-name.length', 1, 100, '模板名称长度必须在1-100个字符之间')),
      description: optionalText(),
      category: text().default('general'),
      tags: optionalTexts,
      persona: text(),
      personality_traits: optionalObject,
      response_style: optionalText(),
      memory_config: optionalObject,
      plugin_config: optionalTexts,
      config_schema: optionalObject,
      default_config: optionalObject,
    }),
    answer({ body, caller, about }) {
      if (!seams.check('tenant.is-enterprise', caller.tenant_type === 'enterprise', about)) {
        throw new Refusal(403, '没有权限创建Agent模板', 'tenant.is-enterprise');
      }
      const now = databaseTime();
      const row = {
        template_id: body.template_id,
        name: body.name,
        description: body.description ?? null,
        category: body.category,
        tags: jsonOrNull(body.tags),
        is_active: 1,
        is_system: 0,
        usage_count: 0,
        persona: body.persona,
        personality_traits: jsonOrNull(body.personality_traits),
        response_style: body.response_style ?? null,
        memory_config: jsonOrNull(body.memory_config),
        plugin_config: JSON.stringify(body.plugin_config ?? []),
        config_schema: jsonOrNull(body.config_schema),
        default_config: jsonOrNull(body.default_config),
        created_by: caller.user_id,
        created_at: now,
        updated_at: now,
      };
      store.atomically(() => {
        refuseTaken(context, body.template_id, about);
        store.insert('agent_templates', row, about);
      });
      return templateInfo({ id: 0, ...row });
    },
  });
}

function refuseTaken(context: Context, templateId: string, about: Situation): void {
  const taken = findTemplate(context, templateId) !== undefined;
  if (context.seams.check('template-id.taken', taken, about)) {
    throw new Refusal(409, '模板ID已存在', 'template-id.taken');
  }
}

function findTemplate({ store }: Context, templateId: string): AgentTemplateRow | undefined {
  return store.database
    .prepare<[string], AgentTemplateRow>('SELECT * FROM agent_templates WHERE template_id = ?')
    .get(templateId);
}

function jsonOrNull(value: unknown): string | null {
  return value === undefined || value === null ? null : JSON.stringify(value);
}
