import { z } from 'zod';
import { codePoints } from '../text';
import type { CheckName, EndpointName, Seams } from '../seams';
import { parseEmail } from './email';
import type { RuleParams } from './validation';

/** A rule for a text, and what a text that breaks it is told. */
export interface Rule {
  readonly check: CheckName;
  readonly test: (text: string) => boolean;
  readonly message: string;
}

/** The kinds of fields that request bodies are made of; their checks pass through the seams. */
export interface Fields {
  /** A text; the first rule that it breaks is its one error. */
  readonly text: (...rules: Rule[]) => z.ZodType<string>;
  /** A text that may be null or missing. */
  readonly optionalText: (...rules: Rule[]) => z.ZodType<string | null | undefined>;
  /** An address that may be null or missing, its domain in lower case. */
  readonly optionalEmail: () => z.ZodType<string | null | undefined>;
}

/** Any JSON object, null or nothing. */
export const optionalObject = z.record(z.string(), z.unknown()).nullish();

/** A list of texts, null or nothing. */
export const optionalTexts = z.array(z.string()).nullish();

export function fieldsOf(seams: Seams, endpoint: EndpointName): Fields {
  const obey =
    (rules: readonly Rule[]) =>
    (text: string, ctx: z.RefinementCtx): void => {
      // SQLite stores UTF-8, in which half a surrogate pair has no form.
      if (/\p{Surrogate}/u.test(text)) {
        refuse(ctx, 'Input should be a valid string, unable to parse raw data as a unicode string', {
          type: 'string_unicode',
        });
        return;
      }
      const broken = rules.find(
        ({ check, test }) => !seams.check(check, test(text), { endpoint, value: text }),
      );
      if (broken) refuse(ctx, `Value error, ${broken.message}`, { type: 'value_error', ctx: { error: {} } });
    };
  return {
    text: (...rules) => z.string().superRefine(obey(rules)),
    optionalText: (...rules) => z.string().superRefine(obey(rules)).nullish(),
    optionalEmail: () =>
      z
        .string()
        .superRefine(obey([]))
        .transform((text, ctx) => {
          const parsed = parseEmail(text);
          const valid = typeof parsed === 'string';
          if (seams.check('email.valid', valid, { endpoint, value: text })) return valid ? parsed : text;
          const reason = valid ? 'refused' : parsed.reason;
          refuse(ctx, `value is not a valid email address: ${reason}`, {
            type: 'value_error',
            ctx: { reason },
          });
          return z.NEVER;
        })
        .nullish(),
  };
}

/** The rule that a text has so many characters, counted in code points, ends included. */
export function lengthBetween(check: CheckName, least: number, most: number, message: string): Rule {
  return {
    check,
    message,
    test: (text) => {
      const length = codePoints(text);
      return length >= least && length <= most;
    },
  };
}

function refuse(ctx: z.RefinementCtx, message: string, params: RuleParams): void {
  ctx.addIssue({ code: 'custom', message, params });
}
