import { mask } from '../basics/secrets';
import { describeExchange, type Exchange } from './exchange';

/** The configurator refused a request, or answered with another status than the one that means success. */
export class ConfiguratorError extends Error {
  override readonly name: string = 'ConfiguratorError';
  readonly method: string;
  readonly path: string;
  readonly status: number;
  /** `detail` of the answer: a message, or the text of a list of validation errors. */
  readonly detail: string;
  readonly durationMs: number;

  constructor(
    readonly exchange: Exchange,
    status: number,
    detail: string,
  ) {
    super(
      `${exchange.method} ${exchange.path} was answered ${status} after ${exchange.durationMs.toFixed(0)} ms: ${mask(detail).slice(0, 500)}`,
    );
    this.method = exchange.method;
    this.path = exchange.path;
    this.status = status;
    this.detail = mask(detail);
    this.durationMs = exchange.durationMs;
  }
}

/** The configurator answered with success, but not with what the contract says. */
export class ContractViolation extends Error {
  override readonly name = 'ContractViolation';

  constructor(
    readonly exchange: Exchange,
    readonly violations: readonly string[],
  ) {
    super(
      `${exchange.method} ${exchange.path} does not answer as agreed:\n${violations.map((violation) => `  ${violation}`).join('\n')}\n${describeExchange(exchange)}`,
    );
  }
}

/** No answer came: nobody listens, the connection broke, or it took too long. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';

  constructor(
    readonly exchange: Exchange,
    cause: Error,
  ) {
    super(
      [
        `${exchange.method} ${exchange.path} got no answer: ${cause.message}`,
        'likely causes:',
        '  1. the configurator is not running, or has died (reports/logs/config_backend.log)',
        '  2. it listens on another address',
        '  3. it is overloaded: requestTimeoutMs can be raised',
      ].join('\n'),
      // What the client library threw holds the whole request, token and password too; its cause says why, and no more.
      { cause: cause.cause },
    );
  }
}
