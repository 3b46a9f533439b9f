import type { FastifyRequest } from 'fastify';
import { z } from 'zod';

/** The error of a count, as every answer shows it. */
export const errorJson = z
  .int()
  .min(0)
  .nullable()
  .describe(
    'The truth lies within so many of the count in 95 of 100 cases; 0 when all were counted; null when the time was up ' +
      'first: the count is then what was seen.',
  );

/** A count with its error. */
export const countJson = { count: z.int().min(0), error: errorJson };

/** When a sample is taken, for the descriptions of routes. */
export const SAMPLE_RULE =
  'Up to 100,000 records, and as many as `SEARCH_BUDGET_MS` leaves time for (500,000), are counted one by one; of more, ' +
  'a sample, always the same one: each count then has an `error`. On a busy machine this may take four times ' +
  '`SEARCH_BUDGET_MS`. `exact=true` counts all, and may take twelve times.';

/** Time for counting all, in `SEARCH_BUDGET_MS`: 10 million records at the default. */
const EXACT_BUDGETS = 12;
/** Nothing is sent while it is counted, and a silent connection is ended after a while, ms. */
const ROOM_MS = 30_000;

/** Time that a count may take, ms; the connection stays open for as long. */
export function countBudget(request: FastifyRequest, budgetMs: number, exact: boolean): number {
  if (!exact) return budgetMs;
  // Injected requests of tests have no such socket.
  request.socket.setTimeout?.(budgetMs * EXACT_BUDGETS + ROOM_MS);
  return budgetMs * EXACT_BUDGETS;
}
