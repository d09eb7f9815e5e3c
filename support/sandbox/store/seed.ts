import type Database from 'better-sqlite3';
import type { Row, TableName } from '../seams';
import { systemTemplates } from './templates';
import { databaseTime } from './time';

/** The agent and the tenant that belong to the system itself. */
export const SYSTEM_ID = 'default';

/** Adds the templates and the agent that come with the system, each kind only where the database has none of it. */
export function seed(insert: (table: TableName, row: Row) => void, database: Database.Database): void {
  const has = (sql: string): boolean => database.prepare(sql).get() !== undefined;
  const now = databaseTime();
  if (!has('SELECT 1 FROM agent_templates WHERE is_system = 1')) {
    for (const template of systemTemplates) {
      insert('agent_templates', {
        template_id: template.template_id,
        name: template.name,
        description: template.description,
        category: template.category,
        tags: JSON.stringify(template.tags),
        is_active: 1,
        is_system: 1,
        usage_count: 0,
        persona: template.persona,
        personality_traits: JSON.stringify(template.personality_traits),
        response_style: template.response_style,
        memory_config: JSON.stringify(template.memory_config),
        plugin_config: JSON.stringify(template.plugin_config),
        created_by: 'system',
        created_at: now,
        updated_at: now,
      });
    }
  }
  if (!has(`SELECT 1 FROM agents WHERE tenant_id = '${SYSTEM_ID}' AND agent_id = '${SYSTEM_ID}'`)) {
    insert('agents', {
      tenant_id: SYSTEM_ID,
      agent_id: SYSTEM_ID,
      name: 'Default Agent',
      persona: '系统自带的智能体，在没有指明智能体时出面应答，语气平和，不替任何租户说话。',
      created_at: now,
      updated_at: now,
    });
  }
}
