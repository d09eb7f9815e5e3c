import { z } from 'zod';
import type { Connection } from './database';
import type { LedgerAgent } from './ledger-contents';
import type { Owner } from './owners';
import type { Table } from './schema';

/** A template's usage count and what it was set back to. */
export interface UsageCorrection {
  readonly templateId: string;
  readonly from: number;
  readonly to: number;
}

export interface UsageCorrections {
  readonly corrections: readonly UsageCorrection[];
  /** Agents that were made from one of several templates, and nobody knows which. */
  readonly unclear: readonly { readonly agentId: string; readonly reason: string }[];
}

const Agent = z.object({
  agent_id: z.string(),
  tenant_id: z.string(),
  name: z.string(),
  persona: z.string(),
});
const Template = z.object({ template_id: z.string(), usage_count: z.number(), persona: z.string() });

/**
 * How far the usage counts of templates must go back for the agents of `owners`.
 *
 * Creating an agent from a template raises its count by one and deleting the agent does not lower it
 * (contract: configurator). So every agent ever made counts: those that the ledger knows by their
 * template, others by the text of their persona. Only agents of accounts that are still there count,
 * since these go in the same transaction: a second purge finds none.
 */
export function usageCorrections(
  db: Connection,
  schema: readonly Table[],
  owners: readonly Owner[],
  ledgerAgents: readonly LedgerAgent[],
): UsageCorrections {
  const templates = readTemplates(db, schema);
  const tenants = new Set(owners.filter(({ present }) => present).flatMap(({ tenantId }) => tenantId ?? []));
  if (templates.length === 0 || tenants.size === 0) return { corrections: [], unclear: [] };

  const uses: string[] = [];
  const unclear: { agentId: string; reason: string }[] = [];
  const known = ledgerAgents.filter(({ tenantId }) => tenants.has(tenantId));
  const created = new Map(
    known.flatMap((agent) => (agent.agentId === undefined ? [] : [[agent.agentId, agent]])),
  );
  for (const { templateId } of created.values()) if (templateId !== undefined) uses.push(templateId);

  const lost = known.filter(({ state }) => state === 'intended');
  for (const agent of readAgents(db, schema, [...tenants])) {
    if (created.has(agent.agent_id)) continue;
    const intent = lost.findIndex(
      ({ tenantId, name }) => tenantId === agent.tenant_id && name === agent.name,
    );
    if (intent >= 0) {
      uses.push(...lost.splice(intent, 1).flatMap(({ templateId }) => templateId ?? []));
      continue;
    }
    const [template, another] = templates.filter(({ persona }) => persona === agent.persona);
    if (template && !another) uses.push(template.template_id);
    if (template && another) {
      const reason = `its persona is that of ${template.template_id} and of ${another.template_id}`;
      unclear.push({ agentId: agent.agent_id, reason });
    }
  }
  const corrections = templates.flatMap(({ template_id: templateId, usage_count: from }) => {
    const to = Math.max(0, from - uses.filter((use) => use === templateId).length);
    return to < from ? [{ templateId, from, to }] : [];
  });
  return { corrections, unclear };
}

/** Sets the counts as computed in the same transaction. */
export function correctUsage(db: Connection, corrections: readonly UsageCorrection[]): void {
  if (corrections.length === 0) return;
  const update = db.prepare('UPDATE agent_templates SET usage_count = ? WHERE template_id = ?');
  for (const { templateId, to } of corrections) update.run(to, templateId);
}

function readTemplates(db: Connection, schema: readonly Table[]): z.infer<typeof Template>[] {
  if (!hasColumns(schema, 'agent_templates', Object.keys(Template.shape))) return [];
  return usable(Template, db.prepare('SELECT template_id, usage_count, persona FROM agent_templates').all());
}

function readAgents(db: Connection, schema: readonly Table[], tenants: string[]): z.infer<typeof Agent>[] {
  if (!hasColumns(schema, 'agents', Object.keys(Agent.shape))) return [];
  const agents = db.prepare(
    `SELECT agent_id, tenant_id, name, persona FROM agents WHERE tenant_id IN (SELECT value FROM json_each(?))`,
  );
  return usable(Agent, agents.all(JSON.stringify(tenants)));
}

/** The rows that have the types MaiMBot gives them; SQLite itself would take any. */
function usable<T>(schema: z.ZodType<T>, rows: readonly unknown[]): T[] {
  return rows.flatMap((row) => {
    const parsed = schema.safeParse(row);
    return parsed.success ? [parsed.data] : [];
  });
}

function hasColumns(schema: readonly Table[], name: string, columns: readonly string[]): boolean {
  const table = schema.find((one) => one.name === name);
  return columns.every((column) => table?.columns.some((one) => one.name === column));
}
