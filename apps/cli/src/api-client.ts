import { AppError, messageOf } from '@logwarren/common';

const TIMEOUT_MS = 60_000;

/** The service could not be reached, or said no. */
export class ApiError extends AppError {
  /** HTTP status; undefined when there was no answer. */
  readonly status: number | undefined;

  constructor(message: string, status?: number, cause?: unknown) {
    super('api-failed', message, { cause });
    this.status = status;
  }
}

/** Client of a service of Logwarren. */
export interface ApiClient {
  readonly url: string;
  /**
   * @param path with its query
   * @throws ApiError
   */
  get<T>(path: string): Promise<T>;
  /** @throws ApiError */
  getBytes(path: string): Promise<Uint8Array>;
  /** @throws ApiError */
  post<T>(path: string, body: unknown): Promise<T>;
}

/** Makes a client. */
export function createApiClient(url: string, signal: AbortSignal): ApiClient {
  const base = url.replace(/\/+$/, '');
  const ask = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
    const response = await fetch(`${base}${path}`, { ...init, signal: limited }).catch((error) => {
      throw new ApiError(`cannot reach ${base}: ${messageOf(error)}`, undefined, error);
    });
    if (response.ok) return response;
    throw new ApiError(`${base}${path.split('?')[0]}: ${await refusal(response)}`, response.status);
  };
  return {
    url: base,
    get: async <T>(path: string) => (await (await ask(path)).json()) as T,
    getBytes: async (path) => new Uint8Array(await (await ask(path)).arrayBuffer()),
    async post<T>(path: string, body: unknown) {
      const headers = { 'content-type': 'application/json' };
      return (await (await ask(path, { method: 'POST', headers, body: JSON.stringify(body) })).json()) as T;
    },
  };
}

async function refusal(response: Response): Promise<string> {
  const text = await response.text().catch(() => '');
  try {
    const { error } = JSON.parse(text) as { error: { message: string; details?: { problem: string }[] } };
    const details = error.details?.map((detail) => Object.values(detail).join(' ')) ?? [];
    return [error.message, ...(details.length > 1 ? details : [])].join('; ');
  } catch {
    return `answered ${response.status}`;
  }
}

/** Query of a URL from values; what is undefined is left out. */
export function queryOf(values: Readonly<Record<string, string | number | undefined>>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value !== undefined) parameters.set(name, String(value));
  const query = parameters.toString();
  return query === '' ? '' : `?${query}`;
}
