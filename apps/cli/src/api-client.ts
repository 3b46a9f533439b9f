import { AppError, messageOf } from '@logwarren/common/tool';
import { parseJson } from '@logwarren/contract/exact-json';
import { parseAddress } from './api-address.ts';

const TIMEOUT_MS = 90_000;

/** One fault of a request, as the service names it; the place only for a query. */
export interface ApiProblem {
  parameter: string;
  problem: string;
  line?: string;
  caret?: string;
  hint?: string;
}

/** The service could not be reached, or said no. */
export class ApiError extends AppError {
  /** HTTP status; undefined when there was no answer. */
  readonly status: number | undefined;
  /** The faulty parameters, when it is those. */
  readonly problems: readonly ApiProblem[];

  constructor(
    message: string,
    { status, problems = [], cause }: { status?: number; problems?: ApiProblem[]; cause?: unknown } = {},
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

/** Client of a service of Logwarren. */
export interface ApiClient {
  /** Address as it was given, for another client. */
  readonly address: string;
  /** The same without a slash at the end and without a login. */
  readonly url: string;
  /** Headers of every request. */
  readonly headers: Readonly<Record<string, string>>;
  /**
   * @param path with its query
   * @throws ApiError
   */
  get<T>(path: string): Promise<T>;
  /** @throws ApiError */
  getBytes(path: string): Promise<Uint8Array>;
  /** @throws ApiError */
  post<T>(path: string, body: unknown): Promise<T>;
  /**
   * Opens an answer that has no end or no limit of time; reading it is up to the caller.
   *
   * @param signal ends it, besides that of the program
   * @throws ApiError
   */
  open(path: string, headers: Record<string, string>, signal: AbortSignal): Promise<Response>;
}

/**
 * Makes a client.
 *
 * @throws UsageError when the text is not an address
 */
export function createApiClient(address: string, signal: AbortSignal): ApiClient {
  const { base, headers } = parseAddress(address);
  const ask = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const response = await fetch(`${base}${path}`, { ...init, headers: { ...headers, ...init.headers } }).catch(
      (error) => {
        signal.throwIfAborted();
        throw unreachable(base, error);
      },
    );
    if (response.ok) return response;
    throw refusalOf(base, path, response.status, await response.text().catch(() => ''));
  };
  const askFor = async <T>(
    path: string,
    read: (response: Response) => Promise<T>,
    init: RequestInit = {},
  ): Promise<T> => {
    const response = await ask(path, { ...init, signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]) });
    try {
      return await read(response);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof SyntaxError) throw noJson(base, path, response.status);
      throw unreachable(base, error);
    }
  };
  return {
    ...{ address, headers, url: base },
    get: async <T>(path: string) => (await askFor(path, readJson)) as T,
    getBytes: (path) => askFor(path, async (response) => new Uint8Array(await response.arrayBuffer())),
    async post<T>(path: string, body: unknown) {
      const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
      return (await askFor(path, readJson, init)) as T;
    },
    open: (path, more, ending) => ask(path, { headers: more, signal: AbortSignal.any([signal, ending]) }),
  };
}

async function readJson(response: Response): Promise<unknown> {
  return parseJson(await response.text());
}

function noJson(base: string, path: string, status: number): ApiError {
  const where = `${base}${path.split('?')[0]}`;
  return new ApiError(`${where}: the answer is no JSON; is that the search service of Logwarren?`, { status });
}

/** The error for a service that does not answer at all. */
export function unreachable(base: string, error: unknown): ApiError {
  const hint = '; is it running, and is the address right (--url)?';
  return new ApiError(`cannot reach ${base}: ${messageOf(error)}${hint}`, { cause: error });
}

/**
 * The error for a request that a service refuses.
 *
 * @param body of its answer, JSON if it was Logwarren that answered
 */
export function refusalOf(base: string, path: string, status: number, body: string): ApiError {
  const where = `${base}${path.split('?')[0]}`;
  try {
    const { error } = JSON.parse(body) as { error: { message: string; details?: ApiProblem[] } };
    const problems = error.details ?? [];
    const details = problems.length > 1 ? problems.map((each) => `${each.parameter} ${each.problem}`) : [];
    return new ApiError(`${where}: ${[error.message, ...details].join('; ')}`, { status, problems });
  } catch {
    return new ApiError(`${where}: answered ${status}`, { status });
  }
}

/** Query of a URL from values; what is undefined is left out, lists are repeated. */
export function queryOf(
  values: Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>,
): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) continue;
    for (const each of [value].flat()) parameters.append(name, String(each));
  }
  const query = parameters.toString();
  return query === '' ? '' : `?${query}`;
}

/**
 * Makes a check of the cursors of answers that belong together; it is called with each and gives it back.
 *
 * @throws ApiError at a cursor that came before: the service would answer with the same pages again, without an end
 */
export function createCursorCheck(): (cursor: string) => string {
  const seen = new Set<string>();
  return (cursor) => {
    if (seen.size === seen.add(cursor).size) {
      throw new ApiError('the service answered with a cursor that it gave before, so its pages would repeat; stopped');
    }
    return cursor;
  };
}

/** Longest wait for things that nobody asked for, ms. */
const PATIENCE_MS = 1_500;

/** An answer if it comes soon; undefined when the service is away, refuses or is slow. */
export async function soon<T>(answer: Promise<T>): Promise<T | undefined> {
  const tooLate = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => tooLate.resolve(undefined), PATIENCE_MS);
  return await Promise.race([answer.catch(() => undefined), tooLate.promise]).finally(() => clearTimeout(timer));
}
