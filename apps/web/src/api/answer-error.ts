/** Kinds of failed requests that the page treats differently. */
type Trouble = 'store-away' | 'search-away' | 'busy' | 'wrong-query' | 'not-found' | 'expired' | 'failed';

/** A request that got no answer, or one that is not a success. */
export class AnswerError extends Error {
  readonly trouble: Trouble;
  /** Time after which another attempt makes sense, ms; undefined when none does. */
  readonly retryMs: number | undefined;
  /** Position of the fault in the query: 1 for the first character. */
  readonly position: number | undefined;
  /** A correct text to write instead. */
  readonly hint: string | undefined;
  /** Helps to find the cause: the beginning of the answer, or the error of the script. */
  readonly detail: string | undefined;

  constructor(trouble: Trouble, message: string, more: ErrorFacts = {}) {
    super(message);
    this.trouble = trouble;
    this.retryMs = more.retryMs;
    this.position = more.position;
    this.hint = more.hint;
    this.detail = more.detail;
  }
}

interface ErrorFacts {
  retryMs?: number | undefined;
  position?: number | undefined;
  hint?: string | undefined;
  detail?: string | undefined;
}

/** Turns anything that a request threw into an error that can be shown. */
export function asAnswerError(error: unknown): AnswerError {
  if (error instanceof AnswerError) return error;
  return new AnswerError('failed', UNREADABLE, { detail: String(error) });
}

const UNREADABLE =
  'The page cannot read what the search service answered. They may be of different versions: load the page again.';
