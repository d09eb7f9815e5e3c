import { z } from 'zod';

const time = z.iso.datetime();
const text = z.string();
const refusal = z.number().int().min(400).max(499);

/** What a run says about itself before it creates anything. */
export const LedgerHeader = z.strictObject({
  runId: text,
  /** Undefined for a system whose database this machine cannot reach. */
  databasePath: text.optional(),
  mode: text,
  urls: z.strictObject({ configurator: text, reply: text }),
  prefix: text,
  startedAt: time,
});
export type LedgerHeader = z.infer<typeof LedgerHeader>;

// Strict, so that a password, a token or a key can never be written along by mistake.
/** One line of the ledger. */
export const LedgerEntry = z.discriminatedUnion('entry', [
  z.strictObject({ entry: z.literal('run'), header: LedgerHeader }),
  z.strictObject({ entry: z.literal('user-intended'), username: text, at: time }),
  z.strictObject({ entry: z.literal('user-registered'), username: text, tenantId: text, userId: text }),
  z.strictObject({
    entry: z.literal('user-refused'),
    username: text,
    // Anything else may have created the user after all.
    status: refusal,
  }),
  z.strictObject({
    entry: z.literal('agent-intended'),
    intent: text,
    tenantId: text,
    name: z.string(),
    templateId: text.optional(),
  }),
  z.strictObject({ entry: z.literal('agent-created'), intent: text, agentId: text }),
  z.strictObject({
    entry: z.literal('agent-refused'),
    intent: text,
    status: refusal,
  }),
  z.strictObject({ entry: z.literal('template-intended'), templateId: text }),
  z.strictObject({ entry: z.literal('template-created'), templateId: text }),
  z.strictObject({ entry: z.literal('template-refused'), templateId: text, status: refusal }),
  z.strictObject({ entry: z.literal('purged'), usernames: z.array(text), at: time }),
]);
export type LedgerEntry = z.infer<typeof LedgerEntry>;
