import type { Count } from '@logwarren/store';
import type { FastifyRequest } from 'fastify';

/** The interval of a count, under separate names. */
export function rangeOf<Low extends string, High extends string>({ low, high }: Count, lowName: Low, highName: High) {
  const range = low === undefined || high === undefined ? {} : { [lowName]: low, [highName]: high };
  return range as { [Name in Low | High]?: number };
}

/** The rule for taking a sample, for the descriptions of routes. */
export const SAMPLE_RULE =
  'Up to 100,000 records, and as many as `SEARCH_BUDGET_MS` leaves time for (500,000), ' +
  'are counted one by one. If there are more, a sample is counted, always the same one, and each count has an ' +
  '`error`. On a busy machine this may take four times `SEARCH_BUDGET_MS`. `exact=true` counts all records and ' +
  'may take twelve times as long.';

/** Time for counting everything, in multiples of `SEARCH_BUDGET_MS`: enough for 10 million records by default. */
const EXACT_BUDGETS = 12;
/** While counting nothing is sent, and a silent connection is closed after a while, ms. */
const ROOM_MS = 30_000;

/** Time that a count may take, ms; the connection stays open for as long. */
export function countBudget(request: FastifyRequest, budgetMs: number, exact: boolean): number {
  if (!exact) return budgetMs;
  // Injected requests of tests have no such socket.
  request.socket.setTimeout?.(budgetMs * EXACT_BUDGETS + ROOM_MS);
  return budgetMs * EXACT_BUDGETS;
}
