import { AnswerError } from './answer-error.ts';
import { readAnswer } from './read-answer.ts';

const RETRY_MS = 3_000;
/** Longest wait between two automatic attempts, ms. */
const MAX_RETRY_MS = 60_000;

/** The wait before the next attempt after a number of failures: each is half as long again as the one before. */
export function backedOff(retryMs: number, failures: number): number {
  return Math.max(retryMs, Math.min(MAX_RETRY_MS, retryMs * 1.5 ** failures));
}

/** How the last request went. */
interface LastRequest {
  tookMs: number;
  /** Requests that failed one after another, including this one. */
  failures: number;
}

/** An interval is at least this multiple of the time for an answer, so that a slow server can do other things. */
const PATIENCE = 4;
/** After failures, an interval is at most this many times as long. */
const MAX_FACTOR = 16;

/** The wait between the end of a request and the next one, ms. */
export function refreshAfterMs(intervalMs: number, { tookMs, failures }: LastRequest): number {
  return Math.max(intervalMs * Math.min(MAX_FACTOR, 2 ** failures), PATIENCE * tookMs);
}

/**
 * Gets JSON from the server that the page came from.
 *
 * @param path with its query string
 * @throws AnswerError whatever is wrong; an `AbortError` when the signal says so
 */
export async function getJson<T>(path: string, signal: AbortSignal): Promise<T> {
  return (await ask(path, { signal, headers: { accept: 'application/json' } })) as T;
}

/**
 * Asks the server that the page came from.
 *
 * @returns the object of the answer; undefined for one without content
 * @throws AnswerError whatever is wrong; an `AbortError` when the signal of the request says so
 */
export async function ask(path: string, request: RequestInit): Promise<object | undefined> {
  try {
    const response = await fetch(path, request);
    const text = await response.text();
    // The last bytes may have arrived before the signal; a caller that has given up must not get an answer.
    request.signal?.throwIfAborted();
    return readAnswer(response, text, RETRY_MS, { path, method: request.method });
  } catch (error) {
    if (error instanceof AnswerError || request.signal?.aborted) throw error;
    throw new AnswerError('search-away', 'The search service does not answer.', { retryMs: RETRY_MS });
  }
}
