import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLineJoiner, createLineParser } from '../index.ts';
import { EVENTS, type MultiLineEvent } from './multi-line-events.ts';

type Wrap = (text: string) => string[];

const ENVELOPES: Record<string, (stream: number) => Wrap> = {
  plain: () => (text) => [text],
  docker: (stream) => (text) => [
    JSON.stringify({
      log: `${text}\n`,
      stream: ['stdout', 'stderr'][stream],
      time: '2026-05-14T10:00:00.123456789Z',
    }),
  ],
  cri: (stream) => (text) => [`2026-05-14T10:00:00.123456789Z ${['stdout', 'stderr'][stream]} F ${text}`],
  'cri in parts': (stream) => (text) => {
    const head = `2026-05-14T10:00:00.123456789Z ${['stdout', 'stderr'][stream]}`;
    const at = text.length >> 1;
    return at === 0 ? [`${head} F ${text}`] : [`${head} P ${text.slice(0, at)}`, `${head} F ${text.slice(at)}`];
  },
  compose: (stream) => (text) => [`${['web', 'api'][stream]}-1  | ${text}`],
  'syslog of RFC 3164': (stream) => (text) => [`May 14 10:00:00 web1 shop[${813 + stream}]: ${text}`],
  'syslog of RFC 3164 with a priority': (stream) => (text) => [
    `<14>May 14 10:00:00 web1 shop[${813 + stream}]: ${text}`,
  ],
  'syslog of RFC 5424': (stream) => (text) => [`<14>1 2026-05-14T10:00:00.123Z web1 shop ${813 + stream} - - ${text}`],
  'syslog with ISO times': (stream) => (text) => [
    `2026-05-14T10:00:00.123456+00:00 web1 shop[${813 + stream}]: ${text}`,
  ],
  journald: (stream) => (text) =>
    journald(text, { _TRANSPORT: 'stdout', _STREAM_ID: ['a1', 'b2'][stream], _PID: '813', PRIORITY: '6' }),
  'journald of a container': (stream) => (text) =>
    journald(text, { _TRANSPORT: 'journal', CONTAINER_ID_FULL: '4f1c', _PID: '7', PRIORITY: ['6', '3'][stream] }),
  'syslog in the journal': (stream) => (text) =>
    journald(text, { _TRANSPORT: 'syslog', SYSLOG_IDENTIFIER: 'shop', _PID: `${813 + stream}` }),
};

/** What a unit prints; journald leaves blank lines out. */
function journald(text: string, fields: Record<string, string | undefined>): string[] {
  const time = { __CURSOR: 's=1;i=2', __REALTIME_TIMESTAMP: '1778752800123456', _SYSTEMD_UNIT: 'shop.service' };
  return text === '' ? [] : [JSON.stringify({ ...time, ...fields, MESSAGE: text })];
}

const WORDS = 'worker is ready';
const HEAD = '2026-05-14 10:00:00.123 INFO starting';

function group(lines: readonly string[]): string[] {
  const joiner = createLineJoiner();
  return [...lines.flatMap((line) => [...joiner.push(line)]), ...joiner.flush()];
}

const linesOf = (text: string, wrap: Wrap) => text.split('\n').flatMap(wrap).join('\n');
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
    const left = records.map((each) => each.join('\n').split('\n'));
    const lines = order.flatMap((stream) => left[stream]?.splice(0, 1) ?? []).concat(...left);
    return { lines, records: records.flat().sort() };
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
        const whole = group(lines);
        const joiner = createLineJoiner();
        const before: string[] = [];
        for (const [at, line] of lines.entries()) {
          before.push(...joiner.push(line));
          const boundary = at + 1 - joiner.pendingLines;
          expect(group(lines.slice(0, boundary))).toEqual(before);
          expect([...before, ...group(lines.slice(boundary))]).toEqual(whole);
        }
      }),
      { numRuns: 100, seed: 13 },
    );
  });
});

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

/** A line with a time and what stands below it, as records: up to nine sentences, or any lines with one that is not a sentence, belong to it. */
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
    const left = records.map((each) => each.join('\n').split('\n'));
    const lines = order.flatMap((stream) => left[stream]?.splice(0, 1) ?? []).concat(...left);
    return { lines, records: records.flat().sort() };
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
        const whole = group(lines);
        const joiner = createLineJoiner();
        const before: string[] = [];
        for (const [at, line] of lines.entries()) {
          before.push(...joiner.push(line));
          const boundary = at + 1 - joiner.pendingLines;
          expect(group(lines.slice(0, boundary))).toEqual(before);
          expect([...before, ...group(lines.slice(boundary))]).toEqual(whole);
        }
      }),
      { numRuns: 40, seed: 13 },
    );
  });
});
