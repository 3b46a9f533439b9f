import type { FieldTest, Filter } from './filter.ts';
import type { FieldRef } from './query/fields.ts';
import { foldCase, isWordCode, wordsOf } from './words.ts';

/**
 * Terms that a bucket must hold to have a match, as alternatives of conjunctions: `[[a, b], [c]]` is (a and b) or c.
 * An empty conjunction means that nothing can be told, so every bucket has to be asked.
 */
export type RequiredTerms = readonly (readonly string[])[];

/** More alternatives than this are not worth asking the index for; the buckets are opened instead. */
const MAX_ALTERNATIVES = 16;

/** Term of a record's field or attribute with a value, as it stands in the terms filter beside the words. */
export function pairTerm(name: string, value: unknown): string {
  return `${name}=${foldCase(String(value))}`;
}

/**
 * Names of the pairs that a trace id stands in. Two of them, because a trace is in few buckets, and with one 0.9 % of all
 * others would be opened in vain: more than hold it.
 */
export const TRACE_NAMES = ['traceId', 'trace'] as const;

/** Terms without which no record can match the filter. Never excludes a bucket that has a match. */
export function requiredTerms(filter: Filter): RequiredTerms {
  switch (filter.kind) {
    case 'phrase':
      return [[...new Set(wordsOf(filter.phrase))]];
    case 'trace':
      return [TRACE_NAMES.map((name) => pairTerm(name, filter.traceId))];
    case 'glob':
      return [wholeWords(filter.pieces)];
    case 'field':
      return fieldTerms(filter.field, filter.test);
    case 'and':
      return filter.filters.map(requiredTerms).reduce(both, [[]]);
    case 'or': {
      const alternatives = filter.filters.flatMap(requiredTerms);
      const tellsNothing = alternatives.some((terms) => terms.length === 0);
      return tellsNothing || alternatives.length > MAX_ALTERNATIVES ? [[]] : alternatives;
    }
    default:
      return [[]];
  }
}

function fieldTerms(field: FieldRef, test: FieldTest): RequiredTerms {
  if (field.kind === 'record') {
    if (field.field !== 'message') return [[]];
    if (test.kind === 'phrase') return [[...new Set(wordsOf(test.phrase))]];
    return test.kind === 'glob' ? [wholeWords(test.pieces)] : [[]];
  }
  if (test.kind === 'equals') return field.names.map((name) => [pairTerm(name, test.text)]);
  return test.kind === 'glob' ? [wholeWords(test.pieces)] : [[]];
}

/** Words of a pattern that no star can make longer. */
function wholeWords(pieces: readonly string[]): string[] {
  const words = pieces.flatMap((piece, index) => {
    if (piece === '') return [];
    const own = wordsOf(piece);
    const isCutAtStart = index > 0 && isWordCode(piece.charCodeAt(0));
    const isCutAtEnd = index < pieces.length - 1 && isWordCode(piece.charCodeAt(piece.length - 1));
    return own.slice(isCutAtStart ? 1 : 0, isCutAtEnd ? -1 : undefined);
  });
  return [...new Set(words)];
}

function both(left: RequiredTerms, right: RequiredTerms): RequiredTerms {
  if (left.length * right.length > MAX_ALTERNATIVES) return left.length <= right.length ? left : right;
  return left.flatMap((a) => right.map((b) => [...new Set([...a, ...b])]));
}
