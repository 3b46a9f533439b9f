import { AppError } from '@logwarren/common';

/** Seconds that a client should wait when it sends faster than records are confirmed. */
export const BUSY_RETRY_S = 1;
/** Seconds that a client should wait when the broker is away. */
export const UNAVAILABLE_RETRY_S = 5;

/** A fault of one item of a request. */
interface RequestDetail {
  /** Position of the record in the body, from 0. */
  index?: number;
  parameter?: string;
  problem: string;
}

/** A refused request; none of it was published, unless its code says otherwise. */
export class RequestError extends AppError {
  readonly statusCode: number;
  readonly details: RequestDetail[];
  /** Value of the header `Retry-After`. */
  readonly retryAfterS: number | undefined;

  constructor(
    statusCode: number,
    code: string,
    message: string,
    options: { details?: RequestDetail[]; retryAfterS?: number; cause?: unknown } = {},
  ) {
    super(code, message, options);
    this.statusCode = statusCode;
    this.details = options.details ?? [];
    this.retryAfterS = options.retryAfterS;
  }
}

/** The error for wrong parameters in the query, or in the header that replaces one. */
export function parameterError(details: { parameter: string; problem: string }[]): RequestError {
  const message = details.map(({ parameter, problem }) => `${parameter} ${problem}`).join('; ');
  return new RequestError(400, 'request-parameter-invalid', message, { details });
}

/** The error for a body of too many short records: as objects they take many times its bytes. */
export function tooManyRecordsError(most: number): RequestError {
  return new RequestError(413, 'request-too-many-records', `the body holds more than ${most} records; none was taken`);
}

/** The error for too many requests, or bytes of them, at once. */
export function busyError(what: string): RequestError {
  return new RequestError(429, 'source-busy', `${what}; send again later`, { retryAfterS: BUSY_RETRY_S });
}

/** The error for a broker that is away or refuses messages. */
export function unavailableError(): RequestError {
  const message = 'the broker takes no records at the moment; send again later';
  return new RequestError(503, 'source-unavailable', message, { retryAfterS: UNAVAILABLE_RETRY_S });
}

/**
 * The error for a confirm that did not come in time. It is the only error after which records may have been published.
 */
export function confirmTimeoutError(waitedMs: number): RequestError {
  const message = `not confirmed within ${waitedMs} ms; records may still be stored, so sending again may repeat them`;
  return new RequestError(503, 'confirm-timeout', message, { retryAfterS: UNAVAILABLE_RETRY_S });
}
