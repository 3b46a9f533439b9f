import { parseJson } from '@logwarren/contract/exact-json';
import { parseAddress } from './api-address.ts';
import {
  type Answer,
  ApiError,
  cutOff,
  foreignAnswer,
  mediaTypeOf,
  refusalOf,
  SEARCH_OPTIONS,
  unreachable,
  urlOf,
} from './api-error.ts';

const TIMEOUT_MS = 90_000;

/** Client of one service of Logwarren. */
export interface ApiClient {
  /** The address as the user wrote it, for making another client. */
  readonly address: string;
  /** The address without a slash at its end and without a login. */
  readonly url: string;
  /** Options or variables that gave the address, for errors. */
  readonly namedBy: string;
  /** Headers of every request. */
  readonly headers: Readonly<Record<string, string>>;
  /**
   * Gets JSON.
   *
   * @param path with its query
   * @param members that the answer always has; JSON without them comes from another program
   * @throws ApiError
   */
  get<T>(path: string, ...members: (keyof T & string)[]): Promise<T>;
  /**
   * Gets an answer as bytes.
   *
   * @throws ApiError
   */
  getBytes(path: string): Promise<Uint8Array>;
  /**
   * Posts JSON and gets JSON.
   *
   * @param members see `get`
   * @throws ApiError
   */
  post<T>(path: string, body: unknown, ...members: (keyof T & string)[]): Promise<T>;
  /**
   * Opens an answer that the caller reads as a stream; it may take any time.
   *
   * @param headers `accept` among them: an answer of another type is refused
   * @param signal ends it, as does the signal of the program
   * @throws ApiError
   */
  open(path: string, headers: Record<string, string>, signal: AbortSignal): Promise<Response>;
}

/**
 * Makes a client of a service.
 *
 * @param address as the user wrote it
 * @param signal ends every request
 * @param options that gave the address, for errors
 * @throws UsageError when the text is not an address
 */
export function createApiClient(address: string, signal: AbortSignal, options = SEARCH_OPTIONS): ApiClient {
  const { base, headers } = parseAddress(address, options);
  const ask = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const response = await fetch(`${base}${path}`, { ...init, headers: { ...headers, ...init.headers } }).catch(
      (error) => {
        signal.throwIfAborted();
        throw unreachable(base, error, options);
      },
    );
    if (response.ok) return response;
    throw refusalOf(base, path, answerOf(response), await response.text().catch(() => ''), options);
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
      if (error instanceof SyntaxError) throw foreignAnswer(urlOf(base, path), answerOf(response), options);
      throw cutOff(urlOf(base, path), error);
    }
  };
  return {
    address,
    headers,
    url: base,
    namedBy: options,
    get: async <T>(path: string, ...members: string[]) =>
      (await askFor(path, (response) => readJson(response, members))) as T,
    getBytes: (path) => askFor(path, async (response) => new Uint8Array(await response.arrayBuffer())),
    async post<T>(path: string, body: unknown, ...members: string[]) {
      const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
      return (await askFor(path, (response) => readJson(response, members), init)) as T;
    },
    async open(path, more, ending) {
      const response = await ask(path, { headers: more, signal: AbortSignal.any([signal, ending]) });
      const { type } = answerOf(response);
      if (type === '' || type === more.accept) return response;
      throw foreignAnswer(urlOf(base, path), answerOf(response), options);
    },
  };
}

/** @throws SyntaxError for an answer that no service of ours gives */
async function readJson(response: Response, members: readonly string[]): Promise<unknown> {
  const answer = parseJson(await response.text()) as Record<string, unknown> | null;
  if (members.every((name) => answer?.[name] !== undefined && answer[name] !== null)) return answer;
  throw new SyntaxError(`the answer has no ${members.join(', ')}`);
}

function answerOf({ headers, status }: Response): Answer {
  return { status, type: mediaTypeOf(headers.get('content-type')) };
}

/**
 * Makes the query of a URL.
 *
 * @param values by parameter; undefined leaves it out, a list repeats it
 * @returns `?…`, or `''` when there are no values
 */
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
 * Makes a check for the cursors of one search, against a service that would send the same pages for ever.
 *
 * @returns a function that returns the cursor it is given, and throws ApiError at one that it has seen before
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

/** Longest wait for an answer that only helps, such as a suggestion, ms. */
const PATIENCE_MS = 1_500;

/** Waits shortly for an answer; undefined when the service is down, refuses or is slow. */
export async function soon<T>(answer: Promise<T>): Promise<T | undefined> {
  const tooLate = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => tooLate.resolve(undefined), PATIENCE_MS);
  return await Promise.race([answer.catch(() => undefined), tooLate.promise]).finally(() => clearTimeout(timer));
}
