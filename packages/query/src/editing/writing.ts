import { type QueryTerm, queryTerms } from './query-terms.ts';

/** The part of a query that is being written at the caret. */
export interface Writing {
  /** The part of the query that a completion replaces, up to the end of the word that the caret is in. */
  start: number;
  end: number;
  negated: boolean;
  /** The name of the field whose value is being written; undefined while a name or a text is being written. */
  field: string | undefined;
  /** The part of the name or value before the caret. */
  prefix: string;
  /** True in `field:( … )`, where values stand without the name. */
  isInGroup: boolean;
}

/**
 * Finds the part being written. It is undefined inside quotation marks that are not a value's, in comparisons, and
 * where nothing is being written.
 */
export function writingAt(query: string, caret: number): Writing | undefined {
  const term = lastIn(queryTerms(query.slice(0, caret)));
  if (term === undefined || term.end !== caret || !isWritten(term)) return undefined;
  const { start, negated, field, value } = term;
  const rest = /^[^\s()]*/.exec(query.slice(caret))?.[0] ?? '';
  return { start, end: caret + rest.length, negated, field, prefix: value, isInGroup: isValueInGroup(term) };
}

/** The last part, or the last part inside it if its parentheses are not closed. */
function lastIn(terms: readonly QueryTerm[]): QueryTerm | undefined {
  const last = terms.at(-1);
  return last?.isOpen && last.terms.length > 0 ? lastIn(last.terms) : last;
}

function isWritten(term: QueryTerm): boolean {
  if (term.kind === 'or' || term.kind === 'group' || term.isCompared || term.terms.length > 0) return false;
  // A text in quotation marks is complete; a value may be completed while its marks are open.
  if (term.isQuoted) return term.isOpen && term.field !== undefined;
  return !term.isOpen && (term.value !== '' || term.kind === 'field');
}

function isValueInGroup({ kind, field }: QueryTerm): boolean {
  return kind === 'word' && field !== undefined;
}
