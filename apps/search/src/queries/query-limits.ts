import { AppError } from '@logwarren/common';
import type { FastifyReply } from 'fastify';
import { tooManySearches } from '../errors/http-error.ts';

/** Limits of a query: it ends when its client leaves, and only some queries run at once. */

/** The client closed the connection before it had its answer. */
export class ClientGoneError extends AppError {
  constructor() {
    super('client-gone', 'the client did not wait for the answer');
  }
}

/** A signal that is aborted with ClientGoneError when the client leaves, so that no query runs in vain. */
export function signalOf(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort(new ClientGoneError());
  });
  return controller.signal;
}

/** Lets a limited number of queries run at once: a slow answer for a few is better than no answer for all. */
export interface QueryLimit {
  /**
   * Runs a query.
   *
   * @throws HttpError 429 when the limit is reached; queries do not wait in line
   */
  run<T>(query: () => Promise<T>): Promise<T>;
  /** Queries running now. */
  readonly running: number;
}

/** Makes a limit of this many queries at once. */
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
