import { parseJson } from '@logwarren/contract/exact-json';

/** Kinds of failed requests that the page treats differently. */
export type Trouble = 'store-away' | 'search-away' | 'busy' | 'wrong-query' | 'not-found' | 'expired' | 'failed';

/** A request that got no answer, or one that is not a success. */
export class AnswerError extends Error {
  readonly trouble: Trouble;
  /** After this time trying again makes sense; undefined when it does not. */
  readonly retryMs: number | undefined;
  /** Where in the query the fault is: 1 for the first character. */
  readonly position: number | undefined;
  /** A correct text to write instead. */
  readonly hint: string | undefined;

  constructor(
    trouble: Trouble,
    message: string,
    more: { retryMs?: number; position?: number | undefined; hint?: string | undefined } = {},
  ) {
    super(message);
    this.trouble = trouble;
    this.retryMs = more.retryMs;
    this.position = more.position;
    this.hint = more.hint;
  }
}

const RETRY_MS = 3_000;
/** Longest wait between two attempts that the page makes by itself, ms. */
const MAX_RETRY_MS = 60_000;

/** The wait before another attempt after so many that failed, each half as long again as the one before. */
export function backedOff(retryMs: number, failures: number): number {
  return Math.max(retryMs, Math.min(MAX_RETRY_MS, retryMs * 1.5 ** failures));
}

interface ErrorBody {
  error?: {
    code?: string;
    message?: string;
    details?: { parameter: string; problem: string; position?: number; hint?: string }[];
  };
}

/**
 * Gets JSON from the server that the page came from.
 *
 * @param path with its query string
 * @throws AnswerError whatever is wrong; an `AbortError` when the signal says so
 */
export async function getJson<T>(path: string, signal: AbortSignal): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, { signal, headers: { accept: 'application/json' } });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new AnswerError('search-away', 'The search service does not answer.', { retryMs: RETRY_MS });
  }
  const answer = response.ok ? (parseJson(await response.text()) as T) : await answerErrorOf(response);
  // The last bytes may have come before the signal: who has given up must not be told all the same.
  signal.throwIfAborted();
  if (answer instanceof AnswerError) throw answer;
  return answer;
}

/** Reads the error from an answer that is not a success. */
export async function answerErrorOf(response: Response): Promise<AnswerError> {
  const { error = {} } = (await response.json().catch(() => ({}))) as ErrorBody;
  const message = error.message ?? `The search service answered ${response.status}.`;
  const retryMs = Number(response.headers.get('retry-after') ?? RETRY_MS / 1000) * 1000;
  if (response.status === 503) return new AnswerError('store-away', message, { retryMs });
  if (response.status === 429) return new AnswerError('busy', message, { retryMs });
  if (response.status === 410) return new AnswerError('expired', message);
  if (response.status === 404) return new AnswerError('not-found', message);
  if (response.status !== 400) return new AnswerError('failed', message);
  const [detail] = error.details ?? [];
  const problem = detail?.parameter === 'q' ? `The query ${detail.problem}.` : message;
  return new AnswerError('wrong-query', problem, { position: detail?.position, hint: detail?.hint });
}
