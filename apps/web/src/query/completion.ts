import { quotedUnlessPlain } from '@logwarren/query/field-name';
import { isMinus } from '@logwarren/query/negation';
import { queryTerms } from '@logwarren/query/query-terms';
import type { Writing } from '@logwarren/query/writing';
import { formatTerm, formatValue } from './edit-query.ts';

/**
 * The other conditions of a query: choices for the one being written are counted among their matches. Empty if the
 * query has alternatives, because then they need not all hold.
 */
export function restOf(query: string, { start, end }: Pick<Writing, 'start' | 'end'>): string {
  const terms = queryTerms(query);
  if (terms.some(({ kind }) => kind === 'or')) return '';
  return terms
    .filter((term) => term.end <= start || term.start >= end)
    .map((term) => query.slice(term.start, term.end))
    .join(' ');
}

/** A query with the caret in it. */
export interface EditedQuery {
  query: string;
  caret: number;
}

/** Inserts the name of a field, ready for its value, or a value, ready for the next term. */
export function complete(query: string, writing: Writing, choice: string, negated = writing.negated): EditedQuery {
  const { field, start, end } = writing;
  const after = query.slice(end).trimStart();
  const gap = (field === undefined && after === '') || after.startsWith(')') ? '' : ' ';
  const head = query.slice(0, start) + (negated ? '-' : '') + written(writing, choice);
  return { query: head + gap + after, caret: head.length + (field === undefined ? 0 : gap.length) };
}

function written({ field, isInGroup }: Writing, choice: string): string {
  if (field === undefined) return `${quotedUnlessPlain(choice)}:`;
  return isInGroup ? formatValue(choice) : formatTerm(field, choice);
}

/** Choices that begin with the written text, then those that contain it. */
export function choicesFor<T extends { name: string }>(prefix: string, known: readonly T[], most: number): T[] {
  const wanted = prefix.toLowerCase();
  const begins = known.filter(({ name }) => name.toLowerCase().startsWith(wanted));
  const holds = known.filter(({ name }) => name.toLowerCase().indexOf(wanted) > 0);
  return [...begins, ...holds].slice(0, most);
}

/** The query with its last condition excluded, or included if it was excluded. */
export function negateLast(query: string): string {
  const last = queryTerms(query).at(-1);
  if (last === undefined || last.kind === 'or') return query;
  const asked = query.slice(last.bodyStart, last.end);
  // A minus before a digit is a sign.
  const sign = isMinus(`-${asked}`, 0) ? '-' : 'NOT ';
  return query.slice(0, last.start) + (last.negated ? '' : sign) + asked + query.slice(last.end);
}
