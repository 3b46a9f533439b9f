import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ENVELOPES,
  expectSameAgain,
  group,
  HEAD,
  interleaved,
  linesOf,
  type Wrap,
} from '../../samples/events/lines-for-tests.ts';

const SENTENCE_WORDS = [
  'order 7 was sent to',
  'the worker waits for a job',
  'No card was found there',
  'retrying the request in a while',
];
const NOT_A_SENTENCE = [
  'two words',
  '  indented words of a text',
  ' ',
  '17 of 40 orders were sent',
  'select a from orders now',
];
const sentences = (minLength: number, maxLength: number) =>
  fc.array(fc.constantFrom(...SENTENCE_WORDS), { minLength, maxLength });

/**
 * A line with a time and what stands below it, as records: up to nine sentences, or any lines with one that is not a
 * sentence, belong to it.
 */
const paragraphs = fc.oneof(
  sentences(10, 25).map((lines) => [HEAD, ...lines]),
  sentences(0, 9).map((lines) => [[HEAD, ...lines].join('\n')]),
  fc
    .tuple(sentences(0, 9), fc.constantFrom(...NOT_A_SENTENCE), sentences(0, 25))
    .map(([before, other, behind]) => [[HEAD, ...before, other, ...behind].join('\n')]),
  sentences(0, 25)
    .map((lines) => [`${HEAD}:`, ...lines].join('\n'))
    .map((record) => [record]),
);

/** Streams of paragraphs as records, and the lines of all in any order. */
const prose = fc
  .record({
    envelope: fc.constantFrom('plain', 'docker', 'cri', 'compose', 'journald'),
    streams: fc.tuple(...[0, 1].map(() => fc.array(paragraphs, { minLength: 1, maxLength: 4 }))),
    order: fc.array(fc.integer({ min: 0, max: 1 }), { maxLength: 120 }),
  })
  .map(({ envelope, streams, order }) => {
    const kept = envelope === 'plain' ? streams.slice(0, 1) : streams;
    const records = kept.map((each, stream) => {
      const wrap = ENVELOPES[envelope]?.(stream) as Wrap;
      return [...each.flat(), HEAD].map((text) => linesOf(text, wrap));
    });
    return { lines: interleaved(records, order), records: records.flat().sort() };
  });

describe('sentences below a line with a time', () => {
  it('are records when there are ten of them in a row, and belong to it otherwise', () => {
    fc.assert(
      fc.property(prose, ({ lines, records }) => {
        expect([...group(lines)].sort()).toEqual(records);
      }),
      { numRuns: 1000, seed: 13 },
    );
  });

  it('are the same records when a file is cut anywhere and read on from the last boundary', () => {
    fc.assert(
      fc.property(prose, ({ lines }) => {
        expectSameAgain(lines);
      }),
      { numRuns: 40, seed: 13 },
    );
  });
});
