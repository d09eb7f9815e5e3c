import type { z } from 'zod';
import { Refusal, type FieldError } from './refusal';

/** What a rule says about its refusal, carried in the `params` of a zod issue. */
export interface RuleParams extends Record<string, unknown> {
  /** Pydantic's name of the error. */
  type: string;
  ctx?: Record<string, unknown>;
}

/**
 * Validates the query or the body of a request; throws a Refusal with pydantic's list, one entry for each wrong field
 * in the order of the schema (contract: configurator, 422).
 */
export function validate<T>(schema: z.ZodType<T>, input: unknown, where: 'query' | 'body'): T {
  if (input === undefined || input === null) {
    throw new Refusal(422, [missing([where], null)], 'body.fields');
  }
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw new Refusal(
    422,
    result.error.issues.map((issue) => fieldError(issue, input, where)),
    'body.fields',
  );
}

const TYPE_ERRORS: Readonly<Record<string, readonly [type: string, msg: string]>> = {
  string: ['string_type', 'Input should be a valid string'],
  array: ['list_type', 'Input should be a valid list'],
  record: ['dict_type', 'Input should be a valid dictionary'],
  object: ['model_attributes_type', 'Input should be a valid dictionary or object to extract fields from'],
};

function fieldError(issue: z.core.$ZodIssue, root: unknown, where: string): FieldError {
  const path = issue.path.filter((key) => typeof key !== 'symbol');
  const loc = [where, ...path];
  const input = valueAt(root, path);
  if (issue.code === 'custom') {
    const { type = 'value_error', ctx } = (issue.params ?? {}) as Partial<RuleParams>;
    return { type, loc, msg: issue.message, input, ...(ctx && { ctx }) };
  }
  if (issue.code === 'invalid_type') {
    if (input === undefined) return missing(loc, valueAt(root, path.slice(0, -1)));
    const [type, msg] = TYPE_ERRORS[issue.expected] ?? [`${issue.expected}_type`, issue.message];
    return { type, loc, msg, input };
  }
  return { type: 'value_error', loc, msg: issue.message, input };
}

function missing(loc: (string | number)[], input: unknown): FieldError {
  return { type: 'missing', loc, msg: 'Field required', input };
}

function valueAt(root: unknown, path: readonly (string | number)[]): unknown {
  let value = root;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.entries(value).find(([name]) => name === String(key))?.[1];
  }
  return value;
}
