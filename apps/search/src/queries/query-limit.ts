import { tooManySearches } from '../errors/http-error.ts';

/** Lets a limited number of queries run at once: a slow answer for a few is better than none for all. */
export interface QueryLimit {
  /**
   * Runs a query.
   *
   * @throws HttpError 429 when the limit is reached; nothing waits in line
   */
  run<T>(query: () => Promise<T>): Promise<T>;
  /** Queries running now. */
  readonly running: number;
}

/** Makes the limit for so many queries at once. */
export function createQueryLimit(limit: number): QueryLimit {
  let running = 0;
  return {
    get running() {
      return running;
    },
    async run(query) {
      if (running >= limit) throw tooManySearches(limit);
      running += 1;
      try {
        return await query();
      } finally {
        running -= 1;
      }
    },
  };
}
