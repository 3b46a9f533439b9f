import fc from 'fast-check';
import { expect, test } from 'vitest';
import { placedQuery } from '../language/places.ts';
import { QueryProblem } from '../language/query-problem.ts';
import { type QueryTerm, queryTerms } from './query-terms.ts';

function textsOf(query: string): string[] {
  return queryTerms(query).map(({ start, end }) => query.slice(start, end));
}

test('spaces in quotes, parentheses and ranges do not end a term', () => {
  const query = 'a "b  c" service:(x OR y) status:[100 TO 200] NOT d -e:"f g" OR h AND i';
  expect(textsOf(query)).toEqual([
    'a',
    '"b  c"',
    'service:(x OR y)',
    'status:[100 TO 200]',
    'NOT d',
    '-e:"f g"',
    'OR',
    'h',
    'i',
  ]);
});

test('a term knows its field, its value and whether it is negated', () => {
  const query = '-url.path:"/a \\"b\\"" http://x "never closed';
  const [negated, url, open] = queryTerms(query);
  expect(negated).toMatchObject({ field: 'url.path', value: '/a "b"', negated: true, isQuoted: true });
  expect(url).toMatchObject({ kind: 'word', value: 'http://x' });
  expect(open).toMatchObject({ value: 'never closed', isOpen: true, end: query.length });
});

test('a minus before a digit and in an arrow negates nothing', () => {
  const terms = queryTerms('-1 -> --x -[ok] -$a:1 -b');
  expect(terms.map(({ negated }) => negated)).toEqual([false, false, false, false, true, true]);
  expect(terms[4]).toMatchObject({ field: '$a', value: '1' });
});

test('words in the parentheses of a field are its values', () => {
  const [group] = queryTerms('service:(a OR "b c" NOT d');
  expect(group).toMatchObject({ kind: 'group', field: 'service', isOpen: true });
  expect(group?.terms.map(({ field, kind, value }) => [kind, field, value])).toEqual([
    ['word', 'service', 'a'],
    ['or', undefined, ''],
    ['word', 'service', 'b c'],
    ['word', 'service', 'd'],
  ]);
});

test('a comparison whose number is not written yet does not take the next condition', () => {
  expect(textsOf('status:>= severity:E')).toEqual(['status:>=', 'severity:E']);
  expect(textsOf('status:>= 500 a')).toEqual(['status:>= 500', 'a']);
});

const piece = fc.constantFrom(
  ...['a', ' ', ' ', ' ', '"', '"b c"', '(', ')', '()', 'x:', 'level:', 'status:', '[1 TO 5]', '[', '{"a":1}', '>=5'],
  ...['-', 'NOT ', 'AND ', ' OR ', '||', '&&', '\\', '\\(', '*', '"n m":', 'http://h', 'std::v', '3d:5', ':', '-1'],
);
const query = fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join(''));

/** Parts that are conditions for the parser. The parser keeps no places for the words in `field:( … )`. */
function conditionsIn(terms: readonly QueryTerm[]): QueryTerm[] {
  const conditions = terms.filter(({ kind }) => kind !== 'or');
  return conditions.flatMap((term) => (term.field === undefined ? [term, ...conditionsIn(term.terms)] : [term]));
}

test('the parts of a query that can be read are the conditions that the parser finds', () => {
  let readable = 0;
  fc.assert(
    fc.property(query, (text) => {
      const expected = placesOf(text);
      if (expected === undefined) return;
      readable += 1;
      // The parser has a place for each of two negations in a row.
      const bodies = new Set(conditionsIn(queryTerms(text)).map(({ start, end }) => `${start}-${end}`));
      const outermost = expected.filter(
        ({ start, end }) => !expected.some((other) => other.end === end && negates(text, other.start, start)),
      );
      expect(bodies, text).toEqual(new Set(outermost.map(({ start, end }) => `${start}-${end}`)));
    }),
    { numRuns: 1_000 },
  );
  expect(readable).toBeGreaterThan(100);
});

function placesOf(text: string) {
  try {
    return placedQuery(text, 0).conditions;
  } catch (error) {
    if (error instanceof QueryProblem) return undefined;
    throw error;
  }
}

function negates(text: string, from: number, to: number): boolean {
  return from < to && /^(?:\s|-|NOT(?=[\s("]))+$/.test(text.slice(from, to));
}

test('any text is taken apart to its end, in order, and nothing but white space and AND lies between the parts', () => {
  fc.assert(
    fc.property(query, (text) => {
      let at = 0;
      for (const { start, end } of queryTerms(text)) {
        expect(text.slice(at, start), text).toMatch(/^(?:\s|\)|AND(?=[\s()"])|&&)*$/);
        expect(end, text).toBeGreaterThan(start);
        at = end;
      }
      expect(text.slice(at), text).toMatch(/^(?:\s|\)|AND(?=[\s()"]|$)|&&)*$/);
    }),
    { numRuns: 1_000 },
  );
});

test('parentheses as deep as a query is long are no fault', () => {
  expect(queryTerms('('.repeat(2_000))).toHaveLength(1);
  expect(queryTerms('x'.repeat(2_001))).toEqual([]);
});
