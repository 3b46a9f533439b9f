import type { AttributeValue, NormalisedRecord } from '@logwarren/contract/log-record';
import { severityOfNumber } from '@logwarren/contract/severity';
import fc from 'fast-check';
import { eachElement } from '../fields/array-elements.ts';
import { resolveField } from '../fields/fields.ts';
import { messagePattern } from '../patterns/message-pattern.ts';
import { foldText } from '../text/fold-text.ts';
import { wordsOf } from '../text/words.ts';
import { ALL, type FieldTest, type Filter, severityFilter } from './filter.ts';
import { pairTerm, type Requirement, TRACE_NAMES } from './required-terms.ts';

/** For tests: records and filters made of the same few words, and the contents of the header of a record's bucket. */

/** The filter for a word or phrase. */
export const phrase = (text: string): Filter => ({ kind: 'phrase', phrase: text });

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

/** A record made of the words above. */
export const record: fc.Arbitrary<NormalisedRecord> = fc.record({
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

/** A filter of any kind, at any depth, made of the words above. */
export const { filter } = fc.letrec<{ filter: Filter; leaf: Filter }>((tie) => ({
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
export function contentsOf({ message, traceId: id, attributes = {} }: NormalisedRecord) {
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

/** True if a header with these contents meets a requirement. */
export function isHeld(required: Requirement, contents: ReturnType<typeof contentsOf>): boolean {
  return (
    required.terms.every((term) => contents.terms.has(term)) &&
    required.texts.every((text) => contents.texts.some((each) => each.includes(text))) &&
    required.anyOf.every((group) => group.some((each) => isHeld(each, contents)))
  );
}
