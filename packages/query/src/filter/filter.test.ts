import type { AttributeValue, NormalisedRecord } from '@logwarren/contract/log-record';
import { severityOfNumber } from '@logwarren/contract/severity';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eachElement } from '../fields/array-elements.ts';
import { countedValues } from '../fields/field-values.ts';
import { resolveField } from '../fields/fields.ts';
import { parseQuery } from '../language/parse-query.ts';
import { compilePredicate } from '../match/match-record.ts';
import { messagePattern } from '../patterns/message-pattern.ts';
import { foldText } from '../text/fold-text.ts';
import { wordsOf } from '../text/words.ts';
import { ALL, and, type FieldTest, type Filter, or, parseText, severityFilter } from './filter.ts';
import { pairTerm, type Requirement, requirementOf, saysNothing, TRACE_NAMES } from './required-terms.ts';

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

test('any text is read or refused, and no phrase is empty', () => {
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
  '支付错误发生',
  'x错误',
  'cafe\u0301',
  'Café',
  '🚀Deploy',
  '\u001b[31mERROR\u001b[0m',
  '５０２',
  'status:502',
  'path:a.b',
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
    fc.dictionary(
      fc.constantFrom('path', 'status', 'ok'),
      fc.oneof(
        sentence,
        fc.constantFrom(502, true, null),
        fc.array(fc.oneof(word, fc.record({ name: word }))).map((array) => JSON.stringify(array)),
      ),
    ),
    { nil: undefined },
  ),
});

/** Parts of the vocabulary without white space, between stars. */
const pieces = fc.array(
  fc.tuple(word, fc.nat(4), fc.nat(9)).map(([text, from, length]) => foldText(text).slice(from, from + length)),
  { minLength: 2, maxLength: 3 },
);
const fieldTest: fc.Arbitrary<FieldTest> = fc.oneof(
  fc.constant<FieldTest>({ kind: 'exists' }),
  fc.oneof(sentence, word).map((text): FieldTest => ({ kind: 'equals', text })),
  word.map((text): FieldTest => ({ kind: 'phrase', phrase: text })),
  pieces.map((some): FieldTest => ({ kind: 'glob', pieces: some })),
);

const service = fc.constantFrom('checkout', 'payment');

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
    service.map((name): Filter => ({ kind: 'service', service: name })),
    fc.integer({ min: 1, max: 24 }).map((number) => severityFilter(severityOfNumber(number))),
    fc.constant(ALL),
    pieces.map((some): Filter => ({ kind: 'glob', pieces: some })),
    fc.oneof(sentence, word).map((text): Filter => ({ kind: 'pattern', pattern: messagePattern(text) })),
    fc
      .tuple(fc.constantFrom('path', 'status', 'ok', 'service'), fc.oneof(word, service))
      .map(([name, value]): Filter => {
        const text = `${name}:${value}`;
        const asked: Filter = { kind: 'field', field: resolveField(name), test: { kind: 'equals', text: value } };
        return { kind: 'pasted', asked, text, pieces: [text] };
      }),
    fc.record({
      kind: fc.constant('field' as const),
      field: fc.constantFrom('path', 'status', 'ok', 'path.name', 'message', 'service').map(resolveField),
      test: fieldTest,
    }),
  ),
}));

/** The texts and pairs that packages/store puts into the header of a record's bucket. */
function contentsOf({ message, traceId: id, attributes = {} }: NormalisedRecord) {
  const terms = new Set(wordsOf(message));
  const texts = [foldText(message)];
  if (id !== undefined) for (const name of TRACE_NAMES) terms.add(pairTerm(name, id));
  for (const [name, value] of Object.entries(attributes)) {
    const add = (own: string, each: AttributeValue) => {
      terms.add(pairTerm(own, each));
      if (each === null) return;
      texts.push(foldText(String(each)));
      for (const word of wordsOf(String(each))) terms.add(word);
    };
    add(name, value);
    eachElement(name, value, add);
  }
  return { terms, texts };
}

function isHeld(required: Requirement, contents: ReturnType<typeof contentsOf>): boolean {
  return (
    required.terms.every((term) => contents.terms.has(term)) &&
    required.texts.every((text) => contents.texts.some((each) => each.includes(text))) &&
    required.anyOf.every((group) => group.some((each) => isHeld(each, contents)))
  );
}

test('a record that matches holds all that the filter requires', () => {
  let matched = 0;
  fc.assert(
    fc.property(record, filter, (some, asked) => {
      if (!compilePredicate(asked)(some)) return;
      const required = requirementOf(asked, 2);
      matched += saysNothing(required) ? 0 : 1;
      expect(isHeld(required, contentsOf(some))).toBe(true);
    }),
    { numRuns: 6000 },
  );
  // A property that holds because nothing ever matches would prove nothing.
  expect(matched).toBeGreaterThan(100);
}, 60_000);

test.each([
  ['price:12.50', { price: 12.5 }],
  ['price:1e3', { price: 1000 }],
  ['price:1.0', { price: 1 }],
  ['price:-0', { price: 0 }],
  ['price:1e17', { price: 100_000_000_000_000_000n }],
  ['price:1e17', { price: 1e17 }],
  ['price:500', { price: '500' }],
  ['price:500', { price: '５００' }],
  ['price:500', { price: '[1,"500"]' }],
  ['price:5e2', { price: 500 }],
  ['price:５e2', { price: 500 }],
  ['price:5E2', { price: '5e2' }],
  ['price:"5e2"', { price: '5e2' }],
  ['price:("0500")', { price: '[0,"0500"]' }],
  ['price:0x1f', { price: '0x1f' }],
  ['price:12.50', { price: '[1,12.5]' }],
  ['price:12.50', { price: '12.50' }],
  ['price:null', { price: null }],
  ['price:NULL', { price: null }],
  ['price:null', { price: '["a",null]' }],
  ['price:null', { price: 'null' }],
  ['price:true', { price: true }],
  ['price:("12.5")', { price: 12.5 }],
  ['status:5e2', { 'http.status_code': 500 }],
] as const)('%s finds a number, null or truth value as it was sent', (query, attributes) => {
  const asked = parseQuery(query, 0);
  const base = { timestamp: 0, observedAt: 0, service: 's', severity: 'INFO', severityNumber: 9, message: '' } as const;
  const some: NormalisedRecord = { ...base, attributes };
  expect(compilePredicate(asked)(some)).toBe(true);
  expect(isHeld(requirementOf(asked, 2), contentsOf(some))).toBe(true);
  expect(compilePredicate(asked)({ ...base, attributes: { price: 7, status: '12.5' } })).toBe(false);
});

test.each([
  ['version:1.1', '1.10'],
  ['version:1.10', '1.1'],
  ['version:"1.10"', 1.1],
  ['zip:007', '7'],
  ['zip:7', '007'],
  ['zip:"007"', 7],
  ['commit:0e12345', '0e99999'],
  ['commit:"0e12345"', 0],
  ['commit:0', '0e12345'],
  ['id:12345678901234567.5', '12345678901234568.5'],
  ['id:12345678901234568', '12345678901234567.5'],
  ['status:500', '5e2'],
  ['status:5e2', '500'],
  ['status:500', '["0500"]'],
])('%s does not find the value %j', (query, value) => {
  const asked = parseQuery(query, 0);
  const head = { timestamp: 0, observedAt: 0, service: 's', severity: 'INFO', severityNumber: 9, message: '' } as const;
  const name = query.slice(0, query.indexOf(':'));
  expect(compilePredicate(asked)({ ...head, attributes: { [name]: value } })).toBe(false);
});

test('requirements are joined, and an alternative that requires nothing makes the others useless', () => {
  const of = (asked: Filter) => requirementOf(asked, 2);
  const [a, bc, d] = [phrase('a'), phrase('b c'), phrase('D')];
  const alternatives = [
    { terms: ['a'], texts: ['a'], anyOf: [] },
    { terms: ['b', 'c'], texts: ['b c'], anyOf: [] },
    { terms: ['d'], texts: ['d'], anyOf: [] },
  ];
  const nothing = { terms: [], texts: [], anyOf: [] };
  expect(of(or([a, bc, d]))).toEqual({ ...nothing, anyOf: [alternatives] });
  expect(of(and([or([a, bc, d]), phrase('z')]))).toEqual({ terms: ['z'], texts: ['z'], anyOf: [alternatives] });
  expect(of(or([a, ALL]))).toEqual(nothing);
  expect(of({ kind: 'or', filters: [] })).toEqual({ ...nothing, anyOf: [[]] });
  expect(of(phrase('...'))).toEqual({ ...nothing, texts: ['...'] });
  expect(of({ kind: 'trace', traceId: 'AB' })).toEqual({ ...nothing, terms: ['traceId=ab', 'trace=ab'] });
});

test.each([
  ['timeout of 支付 error', ['timeout', 'of', 'error']],
  ['支付error', []],
  ['🚀Deploy', []],
  ['Zürich', ['zürich']],
  ['Zu\u0308rich', []],
  ['x²', []],
])('of headers of format 0, %j requires the words %j, on which both ways of cutting agree', (text, words) => {
  expect(requirementOf(phrase(text), 0).terms).toEqual(words);
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

const ARRAYS = {
  tags: '["alpha","Beta 2","say \\"so\\"",null,["deep"]]',
  ports: '[80,8443,1610521604143693812,"9000"]',
  users: '[{"name":"Ada","roles":["admin"]},{"name":"Bo","at":{"city":"Bern"}}]',
  'a.b': '[{"c":1}]',
  times: '["2026-11-20T00:00:00Z"]',
  plain: '[alpha] [beta]',
  cut: '["alpha","… [cut, 99 bytes]',
  empty: '[]',
};

test.each([
  ['tags:alpha', true],
  ['tags:ALPHA', true],
  ['tags:"beta 2"', true],
  ['tags:beta', false],
  ['tags:beta*', true],
  ['tags:"say \\"so\\""', true],
  ['tags:deep', true],
  ['tags:null', true],
  ['tags:*', true],
  ['tags:*gamma*', false],
  ['-tags:alpha', false],
  ['ports:8443', true],
  ['ports:>8443', true],
  ['ports:<80', false],
  ['ports:[81 TO 8443]', true],
  ['ports:>1610521604143693811', true],
  ['ports:1610521604143693811', false],
  ['users.name:Ada', true],
  ['users.name:(bo OR eve)', true],
  ['users.roles:admin', true],
  ['users.at.city:Bern', true],
  ['users.name:*', true],
  ['users.age:*', false],
  ['users:Ada', false],
  ['a.b.c:1', true],
  ['a:1', false],
  ['times:>=2026-11-20', true],
  ['plain:alpha', false],
  ['cut:alpha', false],
  ['empty:*', true],
])('of records with arrays, %s finds one: %s', (query, isFound) => {
  const [base] = fc.sample(record, 1) as [NormalisedRecord];
  expect(compilePredicate(parseQuery(query, 0))({ ...base, attributes: ARRAYS })).toBe(isFound);
});

test('the elements of an array are counted instead of its text, each once', () => {
  const [base] = fc.sample(record, 1) as [NormalisedRecord];
  const of = (name: string, attributes: Record<string, AttributeValue>) =>
    countedValues({ ...base, attributes }, resolveField(name));
  expect(of('tags', { tags: '["a","b","a",1]' })).toEqual(['a', 'b', '1']);
  expect(of('users.name', ARRAYS)).toEqual(['Ada', 'Bo']);
  expect(of('users', { users: '[{"name":"Ada"}]' })).toEqual(['[{"name":"Ada"}]']);
  expect(of('tags', { tags: 'a' })).toEqual(['a']);
  expect(of('tags', { tags: null })).toEqual(['null']);
  expect(of('tags', { tags: '["a",null]' })).toEqual(['a', 'null']);
  expect(of('tags', {})).toEqual([]);
});

test('moments are counted as records show them', () => {
  const [base] = fc.sample(record, 1) as [NormalisedRecord];
  const timed = { ...base, timestamp: Date.parse('2026-11-20T10:00:00.123Z'), nanos: 456, observedAt: 0 };
  expect(countedValues(timed, resolveField('timestamp'))).toEqual(['2026-11-20T10:00:00.123000456Z']);
  expect(countedValues(timed, resolveField('observedAt'))).toEqual(['1970-01-01T00:00:00.000Z']);
});
