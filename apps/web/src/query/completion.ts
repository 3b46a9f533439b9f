import { quotedUnlessPlain } from '@logwarren/query/field-name';
import { isMinus } from '@logwarren/query/negation';
import { formatTerm } from './edit-query.ts';
import { splitQuery } from './query-terms.ts';

/** The part of the query that is being written at the caret. */
export interface Writing {
  /** The part of the query that a completion replaces. */
  start: number;
  end: number;
  negated: boolean;
  /** Before the colon; undefined while it is itself what is written. */
  field: string | undefined;
  /** The part of the field's name or value that is written already. */
  prefix: string;
}

/** The last term of a text, whose name may be in quotation marks. */
const TERM_AT_END = /-?(?:"(?:[^"\\]|\\.)*":)?[^\s("]*$/;
const QUOTED_NAME = /^"((?:[^"\\]|\\.)*)":/;

/** Finds what is being written; undefined in quotes that are not a value's, and where nothing is. */
export function writingAt(query: string, caret: number): Writing | undefined {
  const before = query.slice(0, caret);
  const open = openQuoteStart(before);
  const start = open === -1 ? before.search(TERM_AT_END) : open;
  const text = before.slice(start);
  const negated = text.startsWith('-');
  const body = negated ? text.slice(1) : text;
  const [nameInQuotes, name] = QUOTED_NAME.exec(body) ?? [];
  if (body === '' || (body.startsWith('"') && nameInQuotes === undefined)) return undefined;
  const rest = /^[^\s()]*/.exec(query.slice(caret))?.[0] ?? '';
  const end = caret + rest.length;
  const colon = nameInQuotes === undefined ? body.indexOf(':') : nameInQuotes.length - 1;
  if (colon === -1) return { start, end, negated, field: undefined, prefix: body };
  const value = body.slice(colon + 1).replace(/^"/, '');
  return /^[<>[{=(]/.test(value)
    ? undefined
    : { start, end, negated, field: name?.replace(/\\([\\"])/g, '$1') ?? body.slice(0, colon), prefix: value };
}

/** Where a term begins whose quotes are still open; -1 when none is. */
function openQuoteStart(before: string): number {
  const quotes = before.split('"').length - 1;
  if (quotes % 2 === 0) return -1;
  return before.slice(0, before.lastIndexOf('"')).search(TERM_AT_END);
}

/**
 * The other conditions of a query, which choices for what is being written are counted among. None where it has alternatives:
 * then they do not all hold beside it.
 */
export function restOf(query: string, { start, end }: Writing): string {
  const terms = splitQuery(query);
  if (terms.some(({ text }) => text === 'OR' || text === '||')) return '';
  return terms
    .filter((term) => (term.end <= start || term.start >= end) && term.text !== '&&')
    .map(({ text }) => text)
    .join(' ');
}

/** A query with the caret in it. */
export interface EditedQuery {
  query: string;
  caret: number;
}

/** Puts a field's name, ready for its value, or a value, ready for the next term. */
export function complete(query: string, writing: Writing, choice: string, negated = writing.negated): EditedQuery {
  const { field, start, end } = writing;
  const written =
    (negated ? '-' : '') + (field === undefined ? `${quotedUnlessPlain(choice)}:` : formatTerm(field, choice));
  const after = query.slice(end).trimStart();
  const gap = field === undefined && after === '' ? '' : ' ';
  const head = query.slice(0, start) + written;
  return { query: head + gap + after, caret: head.length + (field === undefined ? 0 : 1) };
}

/** Those that begin with what is written, then those that hold it. */
export function choicesFor<T extends { name: string }>(prefix: string, known: readonly T[], most: number): T[] {
  const wanted = prefix.toLowerCase();
  const begins = known.filter(({ name }) => name.toLowerCase().startsWith(wanted));
  const holds = known.filter(({ name }) => name.toLowerCase().indexOf(wanted) > 0);
  return [...begins, ...holds].slice(0, most);
}

/** The query with its last term excluded, or asked for if it was. */
export function negateLast(query: string): string {
  const last = splitQuery(query).at(-1);
  if (last === undefined || last.text === 'OR') return query;
  // A minus before a digit is a sign.
  const sign = isMinus(`-${last.text}`, 0) ? '-' : 'NOT ';
  const body = last.negated ? last.text.replace(/^(?:-|NOT\s+)/, '') : sign + last.text;
  return query.slice(0, last.start) + body + query.slice(last.end);
}
