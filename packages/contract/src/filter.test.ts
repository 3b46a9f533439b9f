import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ALL, and, type FieldTest, type Filter, or, parseText, severityFilter } from './filter.ts';
import type { AttributeValue, NormalisedRecord } from './log-record.ts';
import { compilePredicate } from './match-record.ts';
import { resolveField } from './query/fields.ts';
import { parseQuery } from './query/parse-query.ts';
import { pairTerm, requiredTerms, TRACE_NAMES } from './required-terms.ts';
import { severityOfNumber } from './severity.ts';
import { foldCase, wordsOf } from './words.ts';

const phrase = (text: string): Filter => ({ kind: 'phrase', phrase: text });

test.each([
  ['timeout', phrase('timeout')],
  ['declined timeout', and([phrase('declined'), phrase('timeout')])],
  ['"payment declined" 502', and([phrase('payment declined'), phrase('502')])],
  ['say"so"', and([phrase('say'), phrase('so')])],
  ['"  spaced  "', phrase('spaced')],
  ['/api/v2', phrase('/api/v2')],
  ['', ALL],
  ['  ', ALL],
  ['""', ALL],
])('the text %j is read', (text, filter) => {
  expect(parseText(text)).toEqual({ filter });
});

test.each([
  ['"open', 1],
  ['a "b" "c', 7],
])('%j is refused with the position %i', (text, position) => {
  expect(parseText(text)).toEqual({ problem: `quotation mark at position ${position} is never closed` });
});

test('whatever the text is, it is read or refused, and no phrase is empty', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', '"', ' ', '\\', '*', '$', '\n', '🔥') }), (text) => {
      const read = parseText(text);
      if ('problem' in read) expect((text.match(/"/g) ?? []).length % 2).toBe(1);
      else {
        const filters = read.filter.kind === 'and' ? read.filter.filters : [read.filter];
        for (const each of filters) if (each.kind === 'phrase') expect(each.phrase.trim()).not.toBe('');
      }
    }),
  );
});

const vocabulary = [
  'timeout',
  'Payment',
  'declined',
  '502',
  'a.b',
  'Σίσυφος',
  'ΣΊΣΥΦΟΣ',
  'user_1',
  '🔥',
  'x-y',
  'true',
];
const word = fc.constantFrom(...vocabulary);
const sentence = fc.array(word, { minLength: 1, maxLength: 5 }).map((words) => words.join(' '));
const traceId = fc.constantFrom('4bf92f3577b34da6a3ce929d0e0e4736', '00000000000000000000000000000001');

const record: fc.Arbitrary<NormalisedRecord> = fc.record({
  timestamp: fc.constant(0),
  observedAt: fc.constant(0),
  service: fc.constantFrom('checkout', 'payment'),
  severityNumber: fc.integer({ min: 1, max: 24 }),
  severity: fc.constant('INFO' as const),
  message: sentence,
  traceId: fc.option(traceId, { nil: undefined }),
  attributes: fc.option(
    fc.dictionary(fc.constantFrom('path', 'status', 'ok'), fc.oneof(sentence, fc.constantFrom(502, true, null))),
    { nil: undefined },
  ),
});

/** Parts of the vocabulary without white space, between stars. */
const pieces = fc.array(
  fc.tuple(word, fc.nat(4), fc.nat(9)).map(([text, from, length]) => foldCase(text).slice(from, from + length)),
  { minLength: 2, maxLength: 3 },
);
const fieldTest: fc.Arbitrary<FieldTest> = fc.oneof(
  fc.constant<FieldTest>({ kind: 'exists' }),
  fc.oneof(sentence, word).map((text): FieldTest => ({ kind: 'equals', text: foldCase(text) })),
  word.map((text): FieldTest => ({ kind: 'phrase', phrase: foldCase(text) })),
  pieces.map((some): FieldTest => ({ kind: 'glob', pieces: some })),
);

const { filter } = fc.letrec<{ filter: Filter; leaf: Filter }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    tie('leaf'),
    fc.array(tie('filter'), { maxLength: 4 }).map((filters) => ({ kind: 'and' as const, filters })),
    fc.array(tie('filter'), { maxLength: 6 }).map((filters) => ({ kind: 'or' as const, filters })),
    tie('filter').map((each) => ({ kind: 'not' as const, filter: each })),
  ),
  leaf: fc.oneof(
    fc.oneof(word, sentence).map(phrase),
    fc.tuple(fc.integer({ min: 0, max: 20 }), sentence).map(([at, text]) => phrase(text.slice(at) || text)),
    traceId.map((id): Filter => ({ kind: 'trace', traceId: id })),
    fc.constantFrom('checkout', 'payment').map((service): Filter => ({ kind: 'service', service })),
    fc.integer({ min: 1, max: 24 }).map((number) => severityFilter(severityOfNumber(number))),
    fc.constant(ALL),
    pieces.map((some): Filter => ({ kind: 'glob', pieces: some })),
    fc.record({
      kind: fc.constant('field' as const),
      field: fc.constantFrom('path', 'status', 'ok', 'message', 'service').map(resolveField),
      test: fieldTest,
    }),
  ),
}));

/** Every term that packages/store puts into the header of a record's bucket. */
function termsOf({ message, traceId: id, attributes = {} }: NormalisedRecord): Set<string> {
  const terms = new Set(wordsOf(message));
  if (id !== undefined) for (const name of TRACE_NAMES) terms.add(pairTerm(name, id));
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null) continue;
    terms.add(pairTerm(name, value));
    for (const each of wordsOf(String(value))) terms.add(each);
  }
  return terms;
}

test('a record that matches holds all terms of at least one alternative that the filter requires', () => {
  let matched = 0;
  fc.assert(
    fc.property(record, filter, (some, asked) => {
      const required = requiredTerms(asked);
      expect(required.length).toBeLessThanOrEqual(16);
      if (!compilePredicate(asked)(some)) return;
      matched += required.some((terms) => terms.length > 0) ? 1 : 0;
      const terms = termsOf(some);
      expect(required.some((alternative) => alternative.every((term) => terms.has(term)))).toBe(true);
    }),
    { numRuns: 6000 },
  );
  // A property that holds because nothing ever matches would say nothing.
  expect(matched).toBeGreaterThan(100);
});

test('alternatives are crossed, and too many of them require nothing', () => {
  const three = or([phrase('a'), phrase('b c'), phrase('D')]);
  expect(requiredTerms(three)).toEqual([['a'], ['b', 'c'], ['d']]);
  expect(requiredTerms(and([three, phrase('z')]))).toEqual([
    ['a', 'z'],
    ['b', 'c', 'z'],
    ['d', 'z'],
  ]);
  expect(requiredTerms(or([phrase('a'), ALL]))).toEqual([[]]);
  expect(requiredTerms(or([phrase('a'), ...Array.from({ length: 16 }, (_, i) => phrase(`w${i}`))]))).toEqual([[]]);
  expect(requiredTerms(phrase('...'))).toEqual([[]]);
  expect(requiredTerms({ kind: 'trace', traceId: 'AB' })).toEqual([['traceId=ab', 'trace=ab']]);
});

test('the predicate', () => {
  const some: NormalisedRecord = {
    timestamp: 0,
    observedAt: 0,
    service: 'checkout',
    severity: 'ERROR',
    severityNumber: 18,
    message: 'payment declined',
    attributes: { 'http.response.status_code': 502, path: '/api/pay', ok: false, none: null },
  };
  const matches = (asked: Filter) => compilePredicate(asked)(some);
  expect(matches(phrase('502')) && matches(phrase('/API')) && matches(phrase('False'))).toBe(true);
  expect(matches(phrase('null')) || matches(phrase('status_code')) || matches(phrase('50'))).toBe(false);
  expect(matches(severityFilter('ERROR')) && !matches(severityFilter('FATAL'))).toBe(true);
  expect(matches({ kind: 'service', service: 'check' })).toBe(false);
  expect(matches({ kind: 'and', filters: [] })).toBe(true);
  expect(matches({ kind: 'or', filters: [] })).toBe(false);
  expect(foldCase('ERROR')).toBe('error');
});

test.each<[string, AttributeValue, boolean]>([
  ['id:1610521604143693812', 1610521604143693812n, true],
  ['id:1610521604143693812', '1610521604143693812', true],
  ['id:1610521604143693812', 1610521604143693811n, false],
  ['id:>1610521604143693811', 1610521604143693812n, true],
  ['id:>1610521604143693811', '1610521604143693812', true],
  ['id:>1610521604143693811', 1610521604143693811n, false],
  ['id:>1610521604143693811', '1610521604143693811', false],
  ['id:<=1610521604143693811', 1610521604143693811n, true],
  ['id:[1610521604143693811 TO 18446744073709551615]', 18446744073709551615n, true],
  ['id:{1610521604143693811 TO 18446744073709551615}', 18446744073709551615n, false],
  ['id:>0.5', 1610521604143693811n, true],
  ['id:<-9007199254740992', -9007199254740993n, true],
  ['id:>9007199254740992', 9007199254740993n, true],
  ['id:>=9007199254740993', 9007199254740992n, false],
  ['id:>=2026-11-21T12:00:00Z', 1795263600000000000n, true],
  ['1610521604143693812', 1610521604143693812n, true],
  ['1610521604143693812', 1610521604143693811n, false],
  ['id:16105216041436938*', 1610521604143693812n, true],
])('%s of %s is %s: every digit counts', (query, id, matches) => {
  const record = {
    timestamp: 0,
    observedAt: 0,
    service: 'a',
    severity: 'INFO' as const,
    severityNumber: 9,
    message: '',
  };
  expect(compilePredicate(parseQuery(query, 0))({ ...record, attributes: { id } })).toBe(matches);
});
