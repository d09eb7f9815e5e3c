import type { CheckName } from '../seams';

/** One entry of a list of validation errors, as pydantic writes it (contract: configurator, 422). */
export interface FieldError {
  type: string;
  loc: (string | number)[];
  msg: string;
  input: unknown;
  ctx?: Record<string, unknown>;
}

/** What refused a request: a check, or the body as a whole or in its fields. */
export type RefusedBy = CheckName | 'body.syntax' | 'body.fields';

/** An answer `{"detail": …}` that ends the handling of a request. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  constructor(
    readonly status: number,
    readonly detail: string | readonly FieldError[],
    readonly by: RefusedBy,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(typeof detail === 'string' ? detail : 'validation errors');
  }
}

/** A 401 that asks for a bearer token. */
export function unauthorized(detail: string, by: RefusedBy): Refusal {
  return new Refusal(401, detail, by, { 'www-authenticate': 'Bearer' });
}
