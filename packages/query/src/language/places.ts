import { quoted } from '../fields/field-name.ts';
import { type Filter, NONE } from '../filter/filter.ts';
import { QueryParser } from './grammar.ts';
import type { Place } from './lexer.ts';
import type { FieldsOfJson } from './pasted-text.ts';
import { QueryProblem } from './query-problem.ts';

/** Longest query, in characters. */
export const MAX_QUERY_LENGTH = 2_000;

/** A query with the places of its conditions. */
export interface PlacedQuery {
  filter: Filter;
  /** Each condition outside of `field:( … )`, with its negation and its own parentheses. */
  places: ReadonlyMap<Filter, Place>;
  /** The same places, in the order in which the conditions end. */
  conditions: readonly Place[];
  /** True for an OR outside of parentheses. */
  hasAlternatives: boolean;
}

/**
 * Reads a query for editing, also in a browser. There, pasted JSON is only a text, because reading its fields would
 * need all the code that makes records.
 *
 * @param nowMs the moment from which `now-15m` and the like count, ms since the epoch
 * @throws QueryProblem for the first fault
 */
export function placedQuery(text: string, nowMs: number): PlacedQuery {
  return readQuery(text, nowMs, () => NONE);
}

/**
 * Reads a query.
 *
 * @param fieldsOfJson conditions on the fields of pasted JSON
 * @throws QueryProblem as `placedQuery` does
 */
export function readQuery(text: string, nowMs: number, fieldsOfJson: FieldsOfJson): PlacedQuery {
  if (text.length > MAX_QUERY_LENGTH) {
    const message = `the query has ${text.length} characters; at most ${MAX_QUERY_LENGTH} are allowed`;
    throw new QueryProblem(text.slice(0, 60), 0, message, 'search for less at once');
  }
  try {
    const parser = new QueryParser(text, nowMs, fieldsOfJson);
    const filter = parser.query();
    const { places, conditions, hasAlternatives } = parser;
    return { filter, places, conditions, hasAlternatives };
  } catch (error) {
    throw error instanceof QueryProblem ? withText(error, text) : error;
  }
}

/** Longer texts are not repeated. */
const MAX_REPEATED = 200;

/** Adds a hint: a text that cannot be read may have been pasted. */
function withText(problem: QueryProblem, text: string): QueryProblem {
  const how = text.length > MAX_REPEATED ? ' with a \\ before each " and \\ in it' : `: ${quoted(text.trim())}`;
  const hint = `${problem.hint}; to search for it as a text, put all of it into quotation marks${how}`;
  return new QueryProblem(text, problem.position - 1, problem.message, hint);
}
