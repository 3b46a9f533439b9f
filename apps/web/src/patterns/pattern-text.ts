import type { Older, PatternsJson } from '@logwarren/api';
import { appendTerm, formatTerm, markOf } from '../query/edit-query.ts';

/** Texts of the view of patterns: the pieces of a pattern, the query for its records, and how exact its counts are. */

/** A piece of a pattern: a text that all its messages share, or the name of a variable. */
interface PatternPiece {
  text: string;
  isVariable: boolean;
}

const VARIABLE = /(<(?:time|uuid|email|ip|hex|n|token|\*)>)/;

/** The pieces of a pattern in their order. */
export function literalsOf(pattern: string): PatternPiece[] {
  return pattern
    .split(VARIABLE)
    .filter((text) => text !== '')
    .map((text) => ({ text, isVariable: VARIABLE.test(text) }));
}

/** A query for exactly the records of a pattern, among the records of another query. */
export function queryOf(pattern: string, query: string): string {
  return markOf(query, 'pattern', pattern) === 'only' ? query : appendTerm(query, formatTerm('pattern', pattern));
}

/** Explains why the counts of patterns are not exact; earlier builds did not answer `counted`. */
export function countedPart({
  complete,
  counted,
}: Older<Pick<PatternsJson, 'complete' | 'counted'>, 'counted'>): string {
  if (complete) return 'estimated from a sample';
  return counted === true ? 'not grouped in full: the time was up' : 'of a part: the time was up';
}
