import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { NormalisedRecord } from '../../record/log-record.ts';
import { LOOK_AHEAD, TextsAhead } from '../index.ts';
import { AT, GUESSES, HEADS, parser, read, SAMPLES, times } from '../read-for-tests.ts';
import { LayoutLearner } from './layout-learner.ts';
import { type LearntLayouts, NOTHING_LEARNT } from './layout-scores.ts';

test('one odd record among five of any sample changes none of theirs', () => {
  const told = ({ service, severity, timestamp }: NormalisedRecord) => [service, severity, timestamp];
  for (const { name, text } of SAMPLES) {
    const expected = new Array(5).fill(told(parser.parse(text, AT)));
    for (const odd of Object.values(GUESSES)) {
      const records = read(times(5, text).toSpliced(3, 0, odd)).records.toSpliced(3, 1);
      expect(records.map(told), `${odd} in ${name}`).toEqual(expected);
    }
  }
});

const someText = fc.oneof(
  fc.constantFrom(HEADS, ...Object.values(GUESSES), `web-1  | ${GUESSES.plain}`),
  fc.constantFrom(...SAMPLES.map(({ text }) => text)),
);
/** Runs of lines of one layout, with odd ones between. */
const someTexts = fc
  .array(fc.tuple(someText, fc.constantFrom(1, 1, 2, 3, 5, 8)), { maxLength: 16 })
  .map((runs) => runs.flatMap(([text, count]) => times(count, text)));

test('ranges that are read again from what was learnt before them give the same records', () => {
  fc.assert(
    fc.property(someTexts, fc.array(fc.nat(12), { maxLength: 8 }), (texts, lengths) => {
      let learnt = NOTHING_LEARNT;
      for (let at = 0, index = 0; at < texts.length; index++) {
        const range = texts.slice(at, at + 1 + (lengths[index] ?? 40));
        // A checkpoint is JSON.
        const kept = JSON.parse(JSON.stringify(learnt)) as LearntLayouts;
        const first = read(range, learnt);
        expect(read(range, kept)).toEqual(first);
        learnt = first.learnt;
        at += range.length;
      }
    }),
    { numRuns: 60 },
  );
});

/** The words before a message may move: to the front of it, or into an attribute. */
function expectSameButForPrefix(record: NormalisedRecord, alone: NormalisedRecord): void {
  const { attributes = {}, message, service: own, ...others } = record;
  const { attributes: expected = {}, message: text, service, ...same } = alone;
  expect(others).toEqual(same);
  const all = `${own} ${Object.values(attributes).join(' ')} ${message}`;
  for (const word of [service, ...text.split(/\s+/)]) expect(all).toContain(word);
  const { 'host.name': host, ...kept } = expected;
  expect(attributes).toMatchObject(kept);
  if (host !== undefined) expect(all).toContain(host);
}

test('records differ in nothing but what a layout says, and none is lost', () => {
  fc.assert(
    fc.property(someTexts, (texts) => {
      const { records } = read(texts);
      for (const [index, record] of records.entries()) {
        const alone = parser.parse(texts[index] ?? '', AT);
        // A prefix that is not a service here is an attribute, though the line inside may name the service itself.
        const isGuessed = record.attributes?.['log.prefix'] !== alone.attributes?.['log.prefix'];
        if (record.service === alone.service && !isGuessed) expect(record).toEqual(alone);
        else expectSameButForPrefix(record, alone);
      }
    }),
    { numRuns: 60 },
  );
});

test('records that come one by one are read as those of a list', () => {
  const texts = [...times(20, HEADS), GUESSES.plain, ...times(3, HEADS), ...times(4, GUESSES.syslog), HEADS];
  const layouts = new LayoutLearner(NOTHING_LEARNT);
  const held = new TextsAhead<string>();
  const records: NormalisedRecord[] = [];
  const take = (text: string | undefined) => {
    if (text === undefined) return;
    layouts.follow(held.ahead, 0);
    records.push(parser.parse(text, AT, { layouts }));
  };
  for (const text of texts) {
    take(held.push(text));
    expect(held.ahead.length).toBeLessThanOrEqual(LOOK_AHEAD);
  }
  for (const text of held.end()) take(text);
  expect(records).toEqual(read(texts).records);
});
