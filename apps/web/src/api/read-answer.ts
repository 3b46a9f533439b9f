import type { ErrorJson } from '@logwarren/api';
import { parseJson } from '@logwarren/contract/exact-json';
import { AnswerError } from './answer-error.ts';
import { hasShape } from './answer-shape.ts';

/** A refusal by the service, or by something between the page and the service. */
interface PerhapsError {
  error?: Partial<ErrorJson['error']>;
}

/** A request, which decides what its answer must contain. */
export interface Question {
  path: string;
  /** `GET` when undefined. */
  method?: string | undefined;
}

/** Letters shown of an answer that did not come from the service. */
const MAX_DETAIL = 400;
/** Status codes of a proxy whose service is away, slow or busy. */
const PASSING = new Set([429, 502, 503, 504]);

/**
 * Reads an answer of the search service. Everything that the page draws comes through here.
 *
 * @returns its object; undefined for a success without content
 * @throws AnswerError for an error of the service, and for an answer that the service never gives, such as a proxy's
 * page
 */
export function readAnswer(response: Response, text: string, retryMs: number, question: Question): object | undefined {
  if (response.status === 204) return undefined;
  const value = jsonIn(text);
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (isObject && !response.ok) throw answerErrorOf(response, value as PerhapsError, retryMs);
  if (isObject && hasShape(value, question.path, question.method)) return value;
  throw foreignAnswer(response, text, retryMs, value !== undefined);
}

/** The value of a JSON text; undefined for other texts. */
function jsonIn(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

/** An answer that the service never gives. */
function foreignAnswer({ status, headers }: Response, text: string, retryMs: number, isReadable: boolean): AnswerError {
  const type = headers.get('content-type')?.split(';')[0]?.trim() || 'no content type';
  const isJson = type.includes('json') && isReadable;
  const what = isJson ? 'with something that is not an answer of its API' : 'with something that is not JSON';
  const again = PASSING.has(status) ? '' : ' Try again.';
  return new AnswerError(
    'failed',
    `The search service answered ${what} (HTTP ${status}, ${type}). Is a proxy in between?${again}`,
    { retryMs: PASSING.has(status) ? retryMs : undefined, detail: text.trim().slice(0, MAX_DETAIL) || undefined },
  );
}

function answerErrorOf({ status, headers }: Response, { error = {} }: PerhapsError, defaultMs: number): AnswerError {
  const message = error.message ?? `The search service answered HTTP ${status} and did not say why.`;
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  const retryMs = Number.isFinite(seconds) ? seconds * 1000 : defaultMs;
  if (status === 503) return new AnswerError('store-away', message, { retryMs });
  if (status === 429) return new AnswerError('busy', message, { retryMs });
  if (status === 410) return new AnswerError('expired', message);
  if (status === 404) return new AnswerError('not-found', message);
  if (status !== 400) return new AnswerError('failed', message);
  const [detail] = error.details ?? [];
  const problem = detail?.parameter === 'q' ? `The query ${detail.problem}.` : message;
  return new AnswerError('wrong-query', problem, { position: detail?.position, hint: detail?.hint });
}
