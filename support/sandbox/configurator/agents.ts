import { z } from 'zod';
import { makeIdentifier } from '../../basics/identifiers';
import { databaseTime, type AgentRow, type AgentTemplateRow, type TenantUserRow } from '../store';
import { signedInEndpoint, type Context, type Endpoint, type Situation } from './endpoint';
import { fieldsOf, lengthBetween, optionalObject, optionalTexts } from './fields';
import { Refusal } from './refusal';
import { onlyOfTenant } from './scope';
import { agentInfo } from './shapes';

/** What an agent is like when neither the request nor a template says so. */
const PLAIN_PERSONA = '一位待人和气、有问必答的智能助理。';

/** The columns that an update may change; the other fields are validated and not stored, as MaiMBot does. */
const CHANGEABLE = ['name', 'description', 'tags', 'persona', 'bot_overrides', 'config_overrides'] as const;

const nameLength = lengthBetween('agent-name.length', 1, 100, 'Agent名称长度必须在1-100个字符之间');

/** Agents of the caller's tenant: create, list, get, update, delete (contract: configurator). */
export function agentEndpoints(context: Context): Endpoint[] {
  return [
    createAgent(context),
    listAgents(context),
    getAgent(context),
    updateAgent(context),
    deleteAgent(context),
  ];
}

/** The fields of an agent's character, in the order in which FastAPI reports mistakes in them. */
function character<OptionalText>(optionalText: () => OptionalText) {
  return {
    personality_traits: optionalObject,
    response_style: optionalText(),
    memory_config: optionalObject,
    plugin_config: optionalTexts,
    bot_overrides: optionalText(),
    config_overrides: optionalText(),
  };
}

function createAgent(context: Context): Endpoint {
  const { store, seams } = context;
  const { text, optionalText } = fieldsOf(seams, 'POST /api/v1/agents/');
  return signedInEndpoint(context, {
    name: 'POST /api/v1/agents/',
    summary: 'Create an agent, from a template or without',
    failure: '创建Agent失败',
    body: z.object({
      name: text(nameLength),
      description: optionalText(),
      tags: optionalText(),
      template_id: optionalText(),
      persona: optionalText(),
      ...character(optionalText),
    }),
    answer({ body, caller, about }) {
      const agentId = makeIdentifier('agent');
      return store.atomically(() => {
        const template = chosenTemplate(context, body.template_id, about);
        const persona = [body.persona, template?.persona].find(isFilled) ?? PLAIN_PERSONA;
        const now = databaseTime();
        const row = {
          tenant_id: caller.tenant_id,
          agent_id: agentId,
          name: body.name,
          description: body.description ?? null,
          tags: body.tags ?? null,
          persona: seams.read('agent.persona', persona, { ...about, template }),
          bot_overrides: body.bot_overrides ?? null,
          config_overrides: body.config_overrides ?? null,
          created_at: now,
          updated_at: now,
        };
        if (template) {
          const step = seams.read('template.usage-step', 1, { ...about, template });
          store.update('agent_templates', template.id, { usage_count: template.usage_count + step });
        }
        store.insert('agents', row, about);
        return agentInfo({ id: 0, ...row });
      });
    },
  });
}

/** The template that the request names, undefined when it names none; throws a Refusal, 404. */
function chosenTemplate(
  { store, seams }: Context,
  templateId: string | null | undefined,
  about: Situation,
): AgentTemplateRow | undefined {
  if (!isFilled(templateId)) return undefined;
  const template = store.database
    .prepare<[string], AgentTemplateRow>('SELECT * FROM agent_templates WHERE template_id = ?')
    .get(templateId);
  if (!seams.check('template.exists', template !== undefined, { ...about, templateId })) {
    throw new Refusal(404, '指定的Agent模板不存在', 'template.exists');
  }
  return template;
}

function listAgents(context: Context): Endpoint {
  const { store, seams } = context;
  return signedInEndpoint(context, {
    name: 'GET /api/v1/agents/',
    summary: "The tenant's agents, newest change first",
    failure: '获取Agent列表失败',
    answer({ caller, about }) {
      const { where, params } = onlyOfTenant(context, caller.tenant_id, 'agents', about);
      const agents = store.database
        .prepare<string[], AgentRow>(`SELECT * FROM agents${where} ORDER BY updated_at DESC, id DESC`)
        .all(...params);
      return seams.read('agents.list', agents, about).map(agentInfo);
    },
  });
}

function getAgent(context: Context): Endpoint {
  return signedInEndpoint(context, {
    name: 'GET /api/v1/agents/{agent_id}',
    summary: 'One agent',
    failure: '获取Agent失败',
    answer: ({ caller, about }) => agentInfo(ownAgent(context, 'get', caller, about)),
  });
}

function updateAgent(context: Context): Endpoint {
  const { store, seams } = context;
  const { optionalText } = fieldsOf(seams, 'PUT /api/v1/agents/{agent_id}');
  return signedInEndpoint(context, {
    name: 'PUT /api/v1/agents/{agent_id}',
    summary: 'Change some fields of an agent',
    failure: '更新Agent失败',
    body: z.object({
      name: optionalText(nameLength),
      description: optionalText(),
      tags: optionalText(),
      persona: optionalText(),
      ...character(optionalText),
    }),
    answer: ({ body, caller, about }) =>
      store.atomically(() => {
        const agent = ownAgent(context, 'update', caller, about);
        const given = CHANGEABLE.flatMap((column) => {
          const value = body[column];
          return typeof value === 'string' ? [[column, value] as const] : [];
        });
        const changes = { ...Object.fromEntries(given), updated_at: databaseTime() };
        store.update('agents', agent.id, seams.read('agent.changes', changes, { ...about, agent }));
        return agentInfo({ ...agent, ...changes });
      }),
  });
}

function deleteAgent(context: Context): Endpoint {
  const { store, seams } = context;
  return signedInEndpoint(context, {
    name: 'DELETE /api/v1/agents/{agent_id}',
    summary: 'Delete an agent',
    failure: '删除Agent失败',
    answer: ({ caller, about }) =>
      store.atomically(() => {
        const agent = ownAgent(context, 'delete', caller, about);
        const remove = store.database.prepare('DELETE FROM agents WHERE id = ?');
        for (const id of seams.read('agent.removed', [agent.id], { ...about, agent })) remove.run(id);
        return { message: `Agent '${agent.name}' 删除成功` };
      }),
  });
}

/** The agent that the path names; throws a Refusal, 404, for another tenant's agent too, so that nobody learns that it exists. */
function ownAgent(
  { store, seams }: Context,
  verb: 'get' | 'update' | 'delete',
  caller: TenantUserRow,
  about: Situation,
): AgentRow {
  const agent = store.database
    .prepare<[string], AgentRow>('SELECT * FROM agents WHERE agent_id = ?')
    .get(about.params.agent_id ?? '');
  const own = agent?.tenant_id === caller.tenant_id;
  if (!agent || !seams.check('agent.belongs-to-tenant', own, { ...about, verb, agent })) {
    throw new Refusal(404, 'Agent不存在', 'agent.belongs-to-tenant');
  }
  return agent;
}

/** An empty text counts as none, as it does in Python. */
function isFilled(text: string | null | undefined): text is string {
  return typeof text === 'string' && text !== '';
}
