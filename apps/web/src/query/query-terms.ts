import { startsWithField } from '@logwarren/query/field-name';
import { isMinus } from '@logwarren/query/negation';

/**
 * The top level of a query, as far as the page needs it to add a filter, take one away and mark matches. The meaning of a
 * query is the server's; whatever is not understood here stays as it is written.
 */

/** One piece of a query that stands for itself: a word, a phrase, `field:value`, a group in parentheses. */
export interface QueryTerm {
  /** As it is written, with `-` or `NOT `. */
  text: string;
  start: number;
  end: number;
  negated: boolean;
  /** Before the colon, unquoted; undefined for words, phrases and groups. */
  field: string | undefined;
  /** After the colon, unquoted; or the word or phrase itself. */
  value: string;
  /** In quotes: spaces count. */
  quoted: boolean;
  /** Inside of the parentheses; undefined when there are none. */
  group: string | undefined;
}

const SPACE = /\s/;

/** Splits a query into its terms; `AND` is left out, and `OR` is a term of its own. */
export function splitQuery(query: string): QueryTerm[] {
  const terms: QueryTerm[] = [];
  let position = 0;
  let negation: number | undefined;
  while (position < query.length) {
    if (SPACE.test(query[position] ?? '')) {
      position++;
      continue;
    }
    const end = endOfTerm(query, position);
    const text = query.slice(position, end);
    if (text === 'NOT' && negation === undefined) negation = position;
    else if (text !== 'AND') {
      terms.push(readTerm(query, negation ?? position, position, end, negation !== undefined));
      negation = undefined;
    }
    position = end;
  }
  return terms;
}

/** A term goes on to the next space that is in neither quotes nor parentheses. */
function endOfTerm(query: string, start: number): number {
  let depth = 0;
  let inQuotes = false;
  for (let at = start; at < query.length; at++) {
    const letter = query[at] ?? '';
    if (inQuotes) {
      if (letter === '\\') at++;
      else if (letter === '"') inQuotes = false;
    } else if (letter === '"') inQuotes = true;
    else if (letter === '(' || letter === '[') depth++;
    else if (letter === ')' || letter === ']') depth--;
    else if (depth <= 0 && SPACE.test(letter)) return at;
  }
  return query.length;
}

/** A name in quotation marks with its colon and something directly behind it. */
const QUOTED_NAME = /^"((?:[^"\\]|\\.)*)":(?=[^\s)])/s;

/** The name that a text begins with, and its colon as it is written. Neither `std::vector` nor `http://host` begins with one. */
function fieldOf(text: string): { name: string; written: string } | undefined {
  const [written, quoted] = QUOTED_NAME.exec(text) ?? [];
  if (written !== undefined && quoted !== undefined) return { name: unescaped(quoted), written };
  if (!startsWithField(text)) return undefined;
  const name = text.slice(0, text.indexOf(':'));
  return { name, written: `${name}:` };
}

function unescaped(text: string): string {
  return text.replace(/\\([^\p{L}\p{N}])/gu, '$1');
}

function readTerm(query: string, start: number, bodyStart: number, end: number, isNot: boolean): QueryTerm {
  let body = query.slice(bodyStart, end);
  const hasMinus = isMinus(body, 0);
  if (hasMinus) body = body.slice(1);
  const field = fieldOf(body);
  const written = body.slice(field?.written.length ?? 0);
  const quoted = written.length > 1 && written.startsWith('"') && written.endsWith('"');
  return {
    ...{ text: query.slice(start, end), start, end, quoted },
    field: field?.name,
    negated: hasMinus || isNot,
    value: quoted ? unescaped(written.slice(1, -1)) : written,
    group: written.startsWith('(') && written.endsWith(')') ? written.slice(1, -1) : undefined,
  };
}
