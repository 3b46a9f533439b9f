import type { ErrorJson, ProblemJson } from '@logwarren/api';
import { AppError, messageOf } from '@logwarren/common/tool';
import { connectionProblem } from './connection-problem.ts';

/** How users give the address of the search service, for errors. */
export const SEARCH_OPTIONS = '--url or LOGWARREN_URL';

/** A service could not be reached, or refused a request. */
export class ApiError extends AppError {
  /** HTTP status; undefined when there was no answer. */
  readonly status: number | undefined;
  /** The faulty parameters, if the service named any. */
  readonly problems: readonly ProblemJson[];

  /** @param message for the user, without a full stop */
  constructor(
    message: string,
    { status, problems = [], cause }: { status?: number; problems?: ProblemJson[]; cause?: unknown } = {},
  ) {
    super('api-failed', message, { cause });
    this.status = status;
    this.problems = problems;
  }

  /** The request was right, and the service may answer it later. */
  get isUnavailable(): boolean {
    return this.status === undefined || this.status === 429 || this.status >= 502;
  }
}

/** The parts of an answer that show whether Logwarren sent it. */
export interface Answer {
  status: number;
  /** Media type without its parameters; empty when the answer names none. */
  type: string;
}

/** Reads the media type in a `content-type` header: lower case, without parameters; `''` when there is no header. */
export function mediaTypeOf(header: string | null | undefined): string {
  return header?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

/** The URL of a path without its query, for errors. */
export function urlOf(base: string, path: string): string {
  return `${base}${path.split('?', 1)[0]}`;
}

/** Makes the error for an answer that no service of Logwarren gives. */
export function foreignAnswer(url: string, { status, type }: Answer, options = SEARCH_OPTIONS): ApiError {
  const given = type === '' ? String(status) : `${status}, ${type}`;
  const why = FOREIGN[status] ?? `the answer (${given}) is not from Logwarren; is the address right (${options})?`;
  return new ApiError(`${url}: ${why}`, { status });
}

const LOGIN = 'it asks for a login; put it in the address: http://USER:PASSWORD@HOST:PORT';
const PROXY = 'a proxy in front of the service cannot reach it; is the service running?';

/** Explanations of answers that come from a proxy in front of a service. */
const FOREIGN: Readonly<Record<number, string>> = Object.freeze({
  401: `401: ${LOGIN}`,
  407: `407: ${LOGIN}`,
  502: `502: ${PROXY}`,
  503: `503: ${PROXY}`,
  504: `504: ${PROXY}`,
});

/** Makes the error for an answer that ends early. */
export function cutOff(url: string, error: unknown): ApiError {
  return new ApiError(`${url}: the answer was cut off: ${messageOf(error)}; try again`, { cause: error });
}

/** Makes the error for a service that does not answer at all. */
export function unreachable(base: string, error: unknown, options = SEARCH_OPTIONS): ApiError {
  const hint = 'is the service running, and the address right';
  return new ApiError(`cannot reach ${base}: ${connectionProblem(error)}; ${hint} (${options})?`, { cause: error });
}

/**
 * Makes the error for a request that a service refuses.
 *
 * @param path with its query
 * @param body of the answer; JSON if Logwarren sent it
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

/**
 * Paths of the API at the end of an address: people copy the address of a page or of a request. A proxy may have such a path
 * too, so it is blamed only after a refusal.
 */
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
