import {
  type Attributes,
  type LogRecord,
  type NormalisedRecord,
  SEVERITIES,
  SEVERITY_BASE,
  severityOfNumber,
} from '@logwarren/contract';
import {
  ALL,
  and,
  compilePredicate,
  type FieldTest,
  type Filter,
  foldText,
  messagePattern,
  not,
  parseQuery,
  resolveField,
} from '@logwarren/query';
import {
  comparePositions,
  countLogs,
  findLogs,
  histogram,
  mergeBuckets,
  positionOf,
  type Store,
} from '@logwarren/store';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { storeRecords } from '../harness/store/stored-records.ts';
import { openTestStore } from '../harness/store/test-store.ts';

/**
 * One filter, three compilers: what MongoDB finds through headers, terms and bytes is what the predicate says of every
 * single record, for random records and random filters.
 */

/** Hundreds of searches take 8 s alone; on a busy machine as many are made as fit into this, ms. */
const SEARCHING_MS = 120_000;
const LIMIT_MS = 300_000;
const START = Date.parse('2026-11-20T00:00:00Z');
const SPAN_MS = 3 * 3_600_000;
/** Words that are easily taken for one another; two characters whose lower case has ASCII in it. */
const VOCABULARY = [
  ...[
    'timeout',
    'Payment',
    'pay',
    'declined',
    '502',
    '50',
    '5.02',
    '-7',
    'a.b',
    '/api/v2',
    'user_1',
    'x-y',
    'true',
    'null',
  ],
  ...[
    'Σίσυφος',
    'ΣΊΣΥΦΟΣ',
    '🔥',
    '\u0130stanbul',
    '\u212Aelvin',
    'STRASSE',
    'straße',
    '"so"',
    'a*b',
    '1e21',
    '2026-11-20',
  ],
  ...['支付错误发生', '错误', 'Error错误', '오류가', '🚀Deploy', '⚠️Deploy', 'deploy', 'café', 'cafe\u0301'],
  ...['\u001b[31mERROR\u001b[0m', 'error', 'er\u001b[1mror', '５０２', 'pay\u00adment', 'half\ud83d', 'x…y', 'x...y'],
  ...['STRAẞE', '\u0131stanbul', 'istanbul', 'مُحَمَّد', 'محـمد', 'שָׁלוֹם', 'שלום', '50.0', '5.02e2'],
  ...['one\ntwo', 'two', 'C:\\new\\two', '\u001b[', 'say"two"', '{"path":"one\\ttwo"}'],
  ...['path:502', 'status:５０２', 'path:/api/v2', 'level:a.b'],
];
const SERVICES = ['checkout', 'Checkout', 'payment', 'pay_out', 'K\u00f6ln', 'x y'];
const TRACES = ['4bf92f3577b34da6a3ce929d0e0e4736', '00000000000000000000000000000001'];
const NAMES = ['path', 'status', 'http.response.status_code', 'ok', 'odd name', 'level', '_bsontype', '$ref', '$id'];

const word = fc.constantFrom(...VOCABULARY);
const sentence = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(' '));
const array = fc
  .array(fc.oneof(word, fc.constantFrom(502, 50, true), fc.record({ name: fc.oneof(word, fc.constant(50)) })), {
    maxLength: 4,
  })
  .map((elements) => JSON.stringify(elements));
const scalar = fc.oneof(sentence, word, array, fc.constantFrom(502, 50, -7, 5.02, 1e21, 0, true, false, null, ''));

const record: fc.Arbitrary<NormalisedRecord> = fc
  .record({
    timestamp: fc.integer({ min: START, max: START + SPAN_MS - 1 }),
    service: fc.constantFrom(...SERVICES),
    severity: fc.constantFrom(...SEVERITIES),
    above: fc.integer({ min: 0, max: 3 }),
    message: sentence,
    severityText: fc.option(word, { nil: undefined }),
    traceId: fc.option(fc.constantFrom(...TRACES), { nil: undefined }),
    spanId: fc.option(fc.constantFrom('00f067aa0ba902b7'), { nil: undefined }),
    attributes: fc.option(fc.dictionary(fc.constantFrom(...NAMES), scalar), { nil: undefined }),
  })
  .map(({ above, severity, timestamp, severityText, traceId, spanId, attributes, ...rest }) => ({
    ...{ ...rest, timestamp, observedAt: timestamp + 1_000, severity, severityNumber: SEVERITY_BASE[severity] + above },
    ...(severityText === undefined ? {} : { severityText }),
    ...(traceId === undefined ? {} : { traceId }),
    ...(spanId === undefined ? {} : { spanId }),
    ...(attributes === undefined ? {} : { attributes: { ...attributes } as Attributes }),
  }));

/** A part of a text, so that boundaries, prefixes and numbers within numbers are met. */
const part = fc
  .tuple(fc.oneof(word, sentence), fc.nat(6), fc.integer({ min: 1, max: 9 }))
  .map(([text, from, length]) => foldText(text.slice(from, from + length)) || 'a');
const pieces = fc.array(
  fc.oneof(
    fc.constant(''),
    part.map((text) => text.split(/\s/)[0] ?? ''),
  ),
  { minLength: 2, maxLength: 4 },
);
const bound = fc.constantFrom(Number.NEGATIVE_INFINITY, -7, 0, 50, 502, START + 1_000_000, Number.POSITIVE_INFINITY);
const fieldTest: fc.Arbitrary<FieldTest> = fc.oneof(
  fc.constant<FieldTest>({ kind: 'exists' }),
  fc.oneof(word, sentence, fc.constant('')).map((text): FieldTest => ({ kind: 'equals', text })),
  part.map((phrase): FieldTest => ({ kind: 'phrase', phrase })),
  pieces.map((some): FieldTest => ({ kind: 'glob', pieces: some })),
  fc.record({
    ...{ kind: fc.constant('range' as const), min: bound, max: bound },
    ...{ includesMin: fc.boolean(), includesMax: fc.boolean(), isTime: fc.boolean() },
  }),
);
const fieldNames = [
  ...NAMES,
  ...['path.name', 'status.name'],
  'service',
  'message',
  'severity',
  'severityText',
  'traceId',
  'spanId',
  'timestamp',
  'observedAt',
];

const { filter } = fc.letrec<{ filter: Filter; leaf: Filter }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    tie('leaf'),
    fc.array(tie('filter'), { maxLength: 4 }).map((filters): Filter => ({ kind: 'and', filters })),
    fc.array(tie('filter'), { maxLength: 4 }).map((filters): Filter => ({ kind: 'or', filters })),
    tie('filter').map((each): Filter => ({ kind: 'not', filter: each })),
  ),
  leaf: fc.oneof(
    fc.oneof(word, sentence, part).map((phrase): Filter => ({ kind: 'phrase', phrase })),
    pieces.map((some): Filter => ({ kind: 'glob', pieces: some })),
    fc.oneof(word, sentence).map((text): Filter => ({ kind: 'pattern', pattern: messagePattern(text) })),
    fc.constantFrom(...TRACES).map((traceId): Filter => ({ kind: 'trace', traceId })),
    fc.constantFrom(...SERVICES, 'nobody').map((service): Filter => ({ kind: 'service', service })),
    fc
      .tuple(fc.integer({ min: 0, max: 25 }), fc.integer({ min: 0, max: 25 }))
      .map(([min, max]): Filter => ({ kind: 'severity', min, max })),
    fc
      .tuple(fc.integer({ min: 0, max: SPAN_MS }), fc.integer({ min: 0, max: SPAN_MS }))
      .map(([a, b]): Filter => ({ kind: 'time', min: START + a, max: START + b })),
    fc.constant(ALL),
    fc.record({
      kind: fc.constant('field' as const),
      field: fc.constantFrom(...fieldNames).map(resolveField),
      test: fieldTest,
    }),
    fc.record({ kind: fc.constant('field' as const), field: fc.constant(resolveField('service')), test: fieldTest }),
    fc.tuple(fc.constantFrom('path', 'status', 'level', 'path.name'), word).map(([name, value]): Filter => {
      const text = `${name}:${value}`;
      const asked: Filter = { kind: 'field', field: resolveField(name), test: { kind: 'equals', text: value } };
      return { kind: 'pasted', asked, text, pieces: [text] };
    }),
    fc.tuple(fc.constantFrom('path', 'status'), pieces).map(([name, some]): Filter => {
      const [first = '', ...others] = some;
      const asked: Filter = { kind: 'field', field: resolveField(name), test: { kind: 'glob', pieces: some } };
      return { kind: 'pasted', asked, text: '', pieces: [`${name}:${first}`, ...others] };
    }),
  ),
}));

let store: Store;
let stored: LogRecord[];

beforeAll(async () => {
  store = await openTestStore();
  const records = fc.sample(record, { seed: 20261121, numRuns: 600 });
  stored = await storeRecords(store, records, 6);
  await mergeBuckets(store, { signal: new AbortController().signal, removeAfterMs: 0 });
  stored.push(...(await storeRecords(store, fc.sample(record, { seed: 7, numRuns: 150 }), 2)));
  stored.sort((a, b) => comparePositions(positionOf(b), positionOf(a)));
});

afterAll(() => store[Symbol.asyncDispose]());

/** All pages of a search. */
async function findAll(asked: Filter, range: { fromMs?: number; toMs?: number } = {}): Promise<string[]> {
  const ids: string[] = [];
  const query = { filter: asked, ...range, limit: 500, order: 'desc' as const, budgetMs: 60_000 };
  for (
    let page = await findLogs(store, query);
    ;
    page = await findLogs(store, { ...query, cursor: page.next ?? undefined })
  ) {
    expect(page.complete).toBe(true);
    ids.push(...page.records.map(({ id }) => id));
    if (page.next === null) return ids;
  }
}

function expectedIds(asked: Filter, { fromMs = -Infinity, toMs = Infinity } = {}): string[] {
  const matches = compilePredicate(asked);
  return stored
    .filter((each) => each.timestamp >= fromMs && each.timestamp < toMs && matches(each))
    .map(({ id }) => id);
}

test(
  'MongoDB finds exactly the records that the predicate matches',
  async () => {
    let [searches, found] = [0, 0];
    await fc.assert(
      fc.asyncProperty(filter, async (asked) => {
        const expected = expectedIds(asked);
        searches += 1;
        found += expected.length > 0 && expected.length < stored.length ? 1 : 0;
        expect(await findAll(asked)).toEqual(expected);
      }),
      { numRuns: 250, interruptAfterTimeLimit: SEARCHING_MS },
    );
    expect(found / searches, 'searches that find some of the records').toBeGreaterThan(0.2);
  },
  LIMIT_MS,
);

test(
  'counts and histograms count what is found, whether or not headers decide it',
  async () => {
    const stream = fc.oneof(
      fc.constantFrom(...SERVICES).map((service): Filter => ({ kind: 'service', service })),
      fc
        .constantFrom(1, 5, 9, 13, 17, 21)
        .map((number): Filter => ({ kind: 'severity', min: number, max: number + 3 })),
      fieldTest.map((asked): Filter => ({ kind: 'field', field: resolveField('service'), test: asked })),
    );
    const decided = fc.oneof(
      stream,
      fc.array(stream, { maxLength: 3 }).map((filters): Filter => not(and(filters))),
      fc
        .array(fc.oneof(stream, stream.map(not)), { minLength: 1, maxLength: 3 })
        .map((filters): Filter => ({ kind: 'or', filters })),
    );
    const moment = fc.integer({ min: START - 1_000_000, max: START + SPAN_MS + 1_000_000 });
    await fc.assert(
      fc.asyncProperty(fc.oneof(filter, decided), moment, moment, async (asked, a, b) => {
        const range = { fromMs: Math.min(a, b), toMs: Math.max(a, b) + 1 };
        const expected = expectedIds(asked, range).length;
        const query = { filter: asked, ...range, budgetMs: 60_000 };
        const { counts, complete } = await countLogs(store, query);
        expect(complete).toBe(true);
        expect(counts.reduce((sum, { count }) => sum + count, 0)).toBe(expected);
        const { bins } = await histogram(store, { ...query, bins: 20, nowMs: range.toMs });
        const inBins = bins.flatMap((bin) => Object.values(bin.counts)).reduce((sum, count) => sum + count, 0);
        expect(inBins).toBe(expected);
      }),
      { numRuns: 100, interruptAfterTimeLimit: SEARCHING_MS },
    );
  },
  LIMIT_MS,
);

test('a severity of a query is the range of its name', () => {
  for (const { severityNumber, severity } of stored.slice(0, 200)) {
    const matches = compilePredicate(parseQuery(`level:${severity.toLowerCase()}`, START));
    expect(matches({ severityNumber } as LogRecord)).toBe(severityOfNumber(severityNumber) === severity);
  }
});
