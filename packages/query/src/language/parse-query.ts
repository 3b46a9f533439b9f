import type { Filter } from '../filter/filter.ts';
import { type ForeignNote, notesOfForeign } from './foreign/foreign-query.ts';
import { fieldsOfJson } from './json-fields.ts';
import { MAX_QUERY_LENGTH, readQuery } from './places.ts';
import { QueryProblem } from './query-problem.ts';

/**
 * Reads a query. If the query is in the language of another system, the problem shows what to write instead.
 *
 * @param nowMs the moment from which `now-15m` counts
 * @throws QueryProblem for the first fault
 */
export function parseQuery(text: string, nowMs: number): Filter {
  try {
    return readQuery(text, nowMs, fieldsOfJson).filter;
  } catch (error) {
    throw error instanceof QueryProblem ? withAdvice(error, text, nowMs) : error;
  }
}

/** Notes on parts of a query that belong to another language; every query that they advise can be read. */
export function adviceOnForeign(text: string, nowMs: number): ForeignNote[] {
  return notesOfForeign(text, (query) => canRead(query, nowMs));
}

function canRead(text: string, nowMs: number): boolean {
  try {
    readQuery(text, nowMs, fieldsOfJson);
    return true;
  } catch {
    return false;
  }
}

function withAdvice(problem: QueryProblem, text: string, nowMs: number): QueryProblem {
  if (text.length > MAX_QUERY_LENGTH) return problem;
  const advised = adviceOnForeign(text, nowMs).find(({ instead }) => instead !== undefined);
  if (advised?.instead === undefined || problem.hint.startsWith(`write ${advised.instead} `)) return problem;
  const asText = /; to search for it as a text, .*$/s.exec(problem.hint)?.[0] ?? '';
  return new QueryProblem(text, problem.position - 1, problem.message, `write ${advised.instead}${asText}`);
}
