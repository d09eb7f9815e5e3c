import { z } from 'zod';

/** How an agent of the sandbox answers. */
export interface Behaviour {
  /** Milliseconds that it thinks before it answers. */
  readonly delayMs: number;
  /** Into how many replies it splits an answer. */
  readonly parts: number;
  /** Whether it leaves every message unanswered. */
  readonly silent: boolean;
}

const overrides = z.object({
  sandbox: z.object({
    delay_ms: z.number().int().min(0).max(600_000).optional(),
    parts: z.number().int().min(1).max(20).optional(),
    silent: z.boolean().optional(),
  }),
});

/**
 * An agent's behaviour: what its `config_overrides` say under `sandbox` (`{"sandbox":{"delay_ms":300,"parts":3,"silent":true}}`),
 * else the given one. Overrides of another shape mean nothing here, as they mean nothing to a real agent.
 */
export function behaviourOf(configOverrides: string | null, otherwise: Behaviour): Behaviour {
  const read = overrides.safeParse(parse(configOverrides));
  if (!read.success) return otherwise;
  const { delay_ms, parts, silent } = read.data.sandbox;
  return {
    delayMs: delay_ms ?? otherwise.delayMs,
    parts: parts ?? otherwise.parts,
    silent: silent ?? otherwise.silent,
  };
}

function parse(json: string | null): unknown {
  if (json === null) return undefined;
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
