import type { Catalogue } from './fault';
import { reread } from './seam-tools';

const PURGED = 'A purge removes every trace of the users that it is meant for';

/** Statements that come after those which make the database; none where it was made before. */
function alsoMaking(...statements: readonly string[]) {
  return reread({ 'store.schema': (schema) => (schema.length === 0 ? schema : [...schema, ...statements]) });
}

/** A trigger that does something with each row of a table that is inserted or deleted. */
function trigger(event: 'INSERT' | 'DELETE', table: string, deed: string): string {
  return `CREATE TRIGGER ${table}_${event.toLowerCase()} AFTER ${event} ON ${table} BEGIN ${deed}; END`;
}

/** What a later MaiMBot may add to its database, so that a purge leaves something behind. */
export const schemaFaults = {
  'audit-of-removed-users': {
    about: 'a later table keeps the names of users who were removed',
    noticedBy: PURGED,
    seams: {
      read: alsoMaking(
        'CREATE TABLE removed_users (id INTEGER PRIMARY KEY, note TEXT)',
        trigger(
          'DELETE',
          'tenant_users',
          "INSERT INTO removed_users (note) VALUES ('removed: ' || old.username)",
        ),
      ),
    },
  },
  'archive-of-removed-messages': {
    about: 'a later table keeps the messages of users who were removed',
    noticedBy: PURGED,
    seams: {
      read: alsoMaking(
        'CREATE TABLE message_archive (id INTEGER PRIMARY KEY, content TEXT)',
        trigger(
          'DELETE',
          'messages',
          "INSERT INTO message_archive (content) VALUES (old.user_id || ': ' || old.processed_plain_text)",
        ),
      ),
    },
  },
  'counter-of-removed-tenants': {
    about: 'a later column of the templates remembers the last tenant that was removed',
    noticedBy: PURGED,
    seams: {
      read: alsoMaking(
        'ALTER TABLE agent_templates ADD COLUMN last_tenant TEXT',
        trigger('DELETE', 'tenant_users', 'UPDATE agent_templates SET last_tenant = old.tenant_id'),
      ),
    },
  },
  'log-of-removals': {
    about: 'a later table writes a line for every agent that is removed',
    noticedBy: PURGED,
    seams: {
      read: alsoMaking(
        'CREATE TABLE removals (id INTEGER PRIMARY KEY, name TEXT)',
        trigger('DELETE', 'agents', 'INSERT INTO removals (name) VALUES (old.name)'),
      ),
    },
  },
} satisfies Catalogue;
