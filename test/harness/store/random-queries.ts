import { type Attributes, type NormalisedRecord, SEVERITIES, SEVERITY_BASE } from '@logwarren/contract';
import { ALL, type FieldTest, type Filter, foldText, messagePattern, resolveField } from '@logwarren/query';
import fc from 'fast-check';

/** Random records and random filters that meet each other's edges, for `query-property.test.ts`. */

/** When the records begin, ms since the epoch, and over how long they spread. */
export const START: number = Date.parse('2026-11-20T00:00:00Z');
export const SPAN_MS: number = 3 * 3_600_000;
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
/** Services of the records. */
export const SERVICES = ['checkout', 'Checkout', 'payment', 'pay_out', 'K\u00f6ln', 'x y'];
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

/** A record at random. */
export const record: fc.Arbitrary<NormalisedRecord> = fc
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
/** A test of a field at random. */
export const fieldTest: fc.Arbitrary<FieldTest> = fc.oneof(
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

/** Filters at random, of any kind and nested. */
export const { filter } = fc.letrec<{ filter: Filter; leaf: Filter }>((tie) => ({
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
