import type { ErrorJson, ProblemJson } from '@logwarren/api';
import { AppError } from '@logwarren/common';

/** A failure that becomes the answer of the API. */
export class HttpError extends AppError {
  readonly status: number;
  readonly details: ProblemJson[] | undefined;
  /** Seconds after which another attempt makes sense. */
  readonly retryAfterS: number | undefined;
  /** Further headers of the answer. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: string,
    message: string,
    more: {
      details?: ProblemJson[];
      retryAfterS?: number;
      headers?: Record<string, string>;
      cause?: unknown;
    } = {},
  ) {
    super(code, message, { cause: more.cause });
    this.status = status;
    this.details = more.details;
    this.retryAfterS = more.retryAfterS;
    this.headers = more.headers ?? {};
  }

  /** The body of the answer; it never contains the cause. */
  get body(): ErrorJson {
    const details = this.details === undefined ? {} : { details: this.details };
    return { error: { code: this.code, message: this.message, ...details } };
  }
}

/** 400 with every faulty parameter. */
export function invalidParameters(details: ProblemJson[]): HttpError {
  const names = [...new Set(details.map(({ parameter }) => parameter))].join(', ');
  const [first] = details;
  const message = details.length === 1 && first ? `${first.parameter} ${first.problem}` : `wrong parameters: ${names}`;
  return new HttpError(400, 'invalid-parameter', message, { details });
}

/** 404 for a record that does not exist, or no longer exists. */
export function recordNotFound(id: string): HttpError {
  return new HttpError(404, 'record-not-found', `there is no record ${id}; it may have expired`);
}

/** 429: the allowed number of searches is running. */
export function tooManySearches(limit: number): HttpError {
  const message = `${limit} searches are running, which is the limit; try again`;
  return new HttpError(429, 'too-many-searches', message, { retryAfterS: 1 });
}
