import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLineParser } from '../../index.ts';
import { ENVELOPES, expectSameAgain, group, HEAD, interleaved, linesOf, type Wrap } from './lines-for-tests.ts';
import { EVENTS as EVENTS_BEFORE_7, type MultiLineEvent } from './multi-line-events.ts';
import { EVENTS_SINCE_7 } from './multi-line-events-since-7.ts';

const EVENTS = [...EVENTS_BEFORE_7, ...EVENTS_SINCE_7];
const WORDS = 'worker is ready';

const parser = createLineParser({ format: 'auto', fallbackService: 'app' });

/** Syslog: what has no shape of its own below a line is a record. */
const isStrict = (envelope: string) => envelope.startsWith('syslog');
/** The sender's severity counts. */
const hasSeverity = (envelope: string) => /5424$|priority$|container$/.test(envelope);

function between(words: string, { text, isOpenEnded, mayFollowWords }: MultiLineEvent): string[] {
  if (isOpenEnded) return [words, text, text];
  return mayFollowWords ? [`${words}\n${text}`, words] : [words, text, words];
}

function behindHead(event: MultiLineEvent, isInSyslog: boolean): string[] {
  const { hasBanner, mayFollowHead, mayFollowWords, text } = event;
  if (mayFollowWords || (mayFollowHead && !isInSyslog)) return [`${HEAD}\n${text}`, HEAD];
  if (!hasBanner || isInSyslog) return [HEAD, text, HEAD];
  const end = text.indexOf('\n');
  return [`${HEAD}\n${text.slice(0, end)}`, text.slice(end + 1), HEAD];
}

/** Events behind which words are a record again. */
const CLOSED_EVENTS = EVENTS.filter(({ isOpenEnded, mayFollowWords }) => !isOpenEnded && !mayFollowWords);

const rows = Object.entries(ENVELOPES).flatMap(([envelope, of]) =>
  EVENTS.map((event) => [envelope, event.name, of(1), event] as const),
);

describe('an event over several lines is one record', () => {
  it.each(rows)('%s: %s between words', (_envelope, _name, wrap, event) => {
    const expected = between(WORDS, event).map((each) => linesOf(each, wrap));
    expect(group(expected.join('\n').split('\n'))).toEqual(expected);
  });

  it.each(rows)('%s: %s behind a line with a time', (envelope, _name, wrap, event) => {
    const expected = behindHead(event, isStrict(envelope)).map((each) => linesOf(each, wrap));
    expect(group(expected.join('\n').split('\n'))).toEqual(expected);
  });

  it.each(rows.filter(([envelope]) => !hasSeverity(envelope)))(
    '%s: %s has its severity',
    (_envelope, _name, wrap, { text, severity }) => {
      expect(parser.parse(linesOf(text, wrap), Date.UTC(2026, 4, 14)).severity).toBe(severity);
    },
  );
});

/** Two streams of events between words, as records, and the lines of both in any order. */
const mixtures = fc
  .record({
    envelope: fc.constantFrom(...Object.keys(ENVELOPES).filter((name) => name !== 'plain')),
    events: fc.tuple(...[0, 1].map(() => fc.array(fc.constantFrom(...CLOSED_EVENTS), { minLength: 1, maxLength: 4 }))),
    order: fc.array(fc.integer({ min: 0, max: 1 }), { maxLength: 150 }),
  })
  .map(({ envelope, events, order }) => {
    const records = events.map((each, stream) => {
      const wrap = ENVELOPES[envelope]?.(stream) as Wrap;
      return [WORDS, ...each.flatMap(({ text }) => [text, WORDS])].map((text) => linesOf(text, wrap));
    });
    return { lines: interleaved(records, order), records: records.flat().sort() };
  });

describe('events of two streams whose lines stand among each other', () => {
  it('are one record each', () => {
    fc.assert(
      fc.property(mixtures, ({ lines, records }) => {
        expect([...group(lines)].sort()).toEqual(records);
      }),
      { numRuns: 1500, seed: 13 },
    );
  });

  it('are the same records when a file is cut anywhere and read on from the last boundary', () => {
    fc.assert(
      fc.property(mixtures, ({ lines }) => {
        expectSameAgain(lines);
      }),
      { numRuns: 100, seed: 13 },
    );
  });
});
