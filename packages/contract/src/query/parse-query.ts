import type { Filter } from '../filter.ts';
import { fieldsOfJson } from './json-fields.ts';
import { readQuery } from './read-query.ts';

/**
 * Reads a query.
 *
 * @param nowMs moment that `now-15m` and the like count from, ms since the epoch
 * @throws QueryProblem the first thing that is wrong
 */
export function parseQuery(text: string, nowMs: number): Filter {
  return readQuery(text, nowMs, fieldsOfJson).filter;
}
