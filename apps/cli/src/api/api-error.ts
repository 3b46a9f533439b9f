import type { ErrorJson, ProblemJson } from '@logwarren/api';
import { AppError, messageOf } from '@logwarren/common/tool';
import { connectionProblem } from './connection-problem.ts';

/** How a person names the service that a client asks, for messages. */
export const SEARCH_OPTIONS = '--url or LOGWARREN_URL';

/** The service could not be reached, or said no. */
export class ApiError extends AppError {
  /** HTTP status; undefined when there was no answer. */
  readonly status: number | undefined;
  /** The faulty parameters, when it is those. */
  readonly problems: readonly ProblemJson[];

  constructor(
    message: string,
    { status, problems = [], cause }: { status?: number; problems?: ProblemJson[]; cause?: unknown } = {},
  ) {
    super('api-failed', message, { cause });
    this.status = status;
    this.problems = problems;
  }

  /** The request was right, and may be answered another time. */
  get isUnavailable(): boolean {
    return this.status === undefined || this.status === 429 || this.status >= 502;
  }
}

/** Signs by which an answer of Logwarren differs from that of another program. */
export interface Answer {
  status: number;
  /** Media type without its parameters; empty when the answer names none. */
  type: string;
}

/** The media type of a header, without its parameters. */
export function mediaTypeOf(header: string | null | undefined): string {
  return header?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

/** Address of a path without its query, for messages. */
export function urlOf(base: string, path: string): string {
  return `${base}${path.split('?', 1)[0]}`;
}

/** The error for an answer that no service of Logwarren gives. */
export function foreignAnswer(url: string, { status, type }: Answer, options = SEARCH_OPTIONS): ApiError {
  const given = type === '' ? String(status) : `${status}, ${type}`;
  const why = FOREIGN[status] ?? `the answer (${given}) is not one of Logwarren; is the address right (${options})?`;
  return new ApiError(`${url}: ${why}`, { status });
}

const LOGIN = 'it asks for a login; write it into the address: http://USER:PASSWORD@HOST:PORT';
const PROXY = 'a proxy in front of the service does not reach it; is the service running?';

/** Answers of what stands in front of a service. */
const FOREIGN: Readonly<Record<number, string>> = Object.freeze({
  401: `401: ${LOGIN}`,
  407: `407: ${LOGIN}`,
  502: `502: ${PROXY}`,
  503: `503: ${PROXY}`,
  504: `504: ${PROXY}`,
});

/** The error for an answer that ends before it is whole. */
export function brokenOff(url: string, error: unknown): ApiError {
  return new ApiError(`${url}: the answer broke off: ${messageOf(error)}; try again`, { cause: error });
}

/** The error for a service that does not answer at all. */
export function unreachable(base: string, error: unknown, options = SEARCH_OPTIONS): ApiError {
  const hint = 'is the service running, and the address right';
  return new ApiError(`cannot reach ${base}: ${connectionProblem(error)}; ${hint} (${options})?`, { cause: error });
}

/**
 * The error for a request that a service refuses.
 *
 * @param path with its query
 * @param body of its answer, JSON if it was Logwarren that answered
 */
export function refusalOf(
  base: string,
  path: string,
  answer: Answer,
  body: string,
  options = SEARCH_OPTIONS,
): ApiError {
  const { status } = answer;
  const url = urlOf(base, path);
  const error = errorIn(body);
  if (error === undefined) return foreignAnswer(url, answer, options);
  const problems = Array.isArray(error.details) ? error.details : [];
  if (status !== 400 || problems.some(({ parameter }) => parameter === 'id')) {
    const [end] = OWN_PATH.exec(base) ?? [];
    if (end !== undefined) {
      const rest = base.slice(0, -end.length);
      return new ApiError(`${base} ends with ${end}, a path of the API (${options}); write ${rest}`, { status: 400 });
    }
  }
  const details = problems.length > 1 ? problems.map((each) => `${each.parameter} ${each.problem}`) : [];
  return new ApiError(`${url}: ${[error.message, ...details].join('; ')}`, { status, problems });
}

/** People copy the address of a page or a request. A proxy may have such a path too, so it is blamed only after a refusal. */
const OWN_PATH =
  /(?<=[^/])\/(?:logs|ledger|dead-letters|searches|overview|docs|now|version|health|metrics)(?:\/[^?#]*)?$/;

function errorIn(body: string): ErrorJson['error'] | undefined {
  try {
    const { error } = JSON.parse(body);
    return typeof error.message === 'string' && typeof error.code === 'string' ? error : undefined;
  } catch {
    return undefined;
  }
}
