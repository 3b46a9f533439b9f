import { describe, expect, test } from 'vitest';
import { MAX_SERVICE_LENGTH } from '../../record/log-record.ts';
import { createLineJoiner, splitRecords } from '../index.ts';
import { AT, GUESSES, HEADS, parser, read, readSingly, servicesOf, times } from '../read-for-tests.ts';

describe.each(Object.entries(GUESSES))('a single line that looks like the layout %s', (_name, odd) => {
  test('makes a service of its word when it stands alone, or among few', () => {
    expect(servicesOf(read([odd]))).toEqual([expect.stringMatching(/^status/)]);
    expect(servicesOf(read([HEADS, odd, HEADS, HEADS]))[1]).toMatch(/^status/);
  });

  test.each([0, 2, 5])('makes none in a file of another layout, at line %i', (at) => {
    expect(servicesOf(read(times(5, HEADS).toSpliced(at, 0, odd)))).toEqual(times(6, 'file'));
  });

  test('loses nothing: time, severity and all of its words stay', () => {
    const record = read(times(5, HEADS).toSpliced(5, 0, odd)).records.at(-1);
    expect(JSON.stringify(record)).toContain('status');
    expect(JSON.stringify(record)).toContain('cannot save');
    const { severity, timestamp } = parser.parse(odd, AT);
    expect(record).toMatchObject({ severity, timestamp });
  });

  test('is believed when the file goes on so: at once where the lines are at hand, from the fifth on where they come singly', () => {
    const before = readSingly(times(200, HEADS)).learnt;
    expect(new Set(servicesOf(read(times(6, odd), before)))).toEqual(new Set([expect.stringMatching(/^status/)]));
    const singly = servicesOf(readSingly(times(6, odd), before));
    expect(singly).toEqual([...times(4, 'file'), expect.stringMatching(/^status/), expect.stringMatching(/^status/)]);
  });

  test('is not believed for coming three times, when the file goes on as before', () => {
    const burst = times(60, HEADS).toSpliced(50, 0, ...times(3, odd));
    expect(new Set(servicesOf(read(burst)))).toEqual(new Set(['file']));
    expect(new Set(servicesOf(readSingly(burst)))).toEqual(new Set(['file']));
  });

  test('is read again as before, where an older build has read it', () => {
    const { streams } = readSingly(times(200, HEADS)).learnt;
    const singly = readSingly(times(3, odd), { version: 1, streams });
    const whole = read(times(3, odd), { version: 1, streams });
    expect(servicesOf(whole)).toEqual(times(3, expect.stringMatching(/^status/)));
    expect(singly.learnt.version).toBe(3);
  });

  test('is not believed for being the twelfth again and again', () => {
    const rare = Array.from({ length: 300 }, (_, index) => (index % 12 === 11 ? odd : HEADS));
    expect(new Set(servicesOf(read(rare)))).toEqual(new Set(['file']));
    expect(new Set(servicesOf(readSingly(rare)))).toEqual(new Set(['file']));
  });
});

const T = '2026-03-09 08:15:30';
test.each([3, 4, 6, 8])(
  'sentences with a severity for their second word name no service, one in %i lines of a file',
  (each) => {
    const words = ['Connection', 'Got', 'Still', 'Retry', 'shutdown', 'cannot', 'Lost', 'Disk', 'Login', 'Upload'];
    const lines = Array.from({ length: 400 }, (_, index) => {
      const word = words[Math.floor(index / each) % words.length];
      return index > 20 && index % each === 0 ? `${T} ${word} ERROR from the server` : `${T} INFO  worker started`;
    });
    expect(new Set(servicesOf(read(lines)))).toEqual(new Set(['file']));
    expect(new Set(servicesOf(readSingly(lines)))).toEqual(new Set(['file']));
  },
);

test.each([
  [`${T} payments error: card declined`, 'ERROR', 'payments error: card declined'],
  [`${T} payments fatal: out of memory`, 'FATAL', 'payments fatal: out of memory'],
  [`${T} disk warning: 95% full`, 'WARN', 'disk warning: 95% full'],
  [`${T} connection error: timeout`, 'ERROR', 'connection error: timeout'],
  [`${T} payments ERROR declined`, 'ERROR', 'payments ERROR declined'],
  ['Mar  9 08:15:30 web-1 pay: ERROR declined', 'ERROR', 'web-1 pay: ERROR declined'],
  ['Mar  9 08:15:30 web-1 pay: level=error msg=declined', 'ERROR', 'web-1 pay: level=error msg=declined'],
  ['Mar  9 08:15:30 web-1 pay: {"level":"error","msg":"declined"}', 'ERROR', 'declined'],
  ['Mar  9 08:15:30 web-1 pay[31]: ERROR declined', 'ERROR', 'declined'],
  ['09/Mar/2026:08:15:30 pay[31] ERROR declined', 'ERROR', 'pay[31] ERROR declined'],
  ['09/Mar/2026:08:15:30 pay[31] INFO {"level":"error","msg":"declined"}', 'ERROR', 'declined'],
  ['pay-1  | ERROR declined', 'ERROR', 'declined'],
  ['pay {"level":"error","msg":"declined"}', 'ERROR', 'declined'],
  [`${T} pay {"level":"error","msg":"declined"}`, 'ERROR', 'declined'],
])('keeps the severity of a line that is not of the service that it seems to be of: %s', (odd, severity, message) => {
  const info = times(5, '2026-03-09 08:15:30 INFO saved');
  const record = read([...info, odd]).records.at(-1);
  expect(record).toMatchObject({ service: 'file', severity, message });
  expect(JSON.stringify(record)).toMatch(/pay|disk|connection/);
});

test('a line of a log is no service of its file: `12:00 status: x`, and sentences with the name of a severity', () => {
  const lines = [
    '2026-03-09 08:15:30 INFO [shop] started',
    '2026-03-09 08:15:31 INFO [shop] saved',
    '12:00 status: x',
    '2026-03-09 08:15:32 WARN [shop] slow',
    '2026-03-09 08:15:33 connection error while saving',
    '2026-03-09 08:15:34 INFO [shop] saved',
    '2026-03-09 08:15:35 INFO [shop] saved',
  ];
  const seen = read(splitRecords(Buffer.from(lines.join('\n')), createLineJoiner()));
  expect(new Set(servicesOf(seen))).toEqual(new Set(['file']));
  expect(seen.records[1]?.message).toBe('[shop] saved\n12:00 status: x');
  expect(seen.records[3]?.message).toBe('connection error while saving');
});

test('a file that goes on in another layout is followed, and back', () => {
  const plain = (count: number) => times(count, GUESSES.plain);
  const seen = servicesOf(read([...times(100, HEADS), ...plain(100), ...times(100, HEADS), ...plain(3)]));
  expect(seen).toEqual([...times(100, 'file'), ...times(100, 'status'), ...times(100, 'file'), ...times(3, 'status')]);
});

test('a whole line of another program among objects, requests, and lines that nothing knows keeps its service', () => {
  const access = '203.0.113.7 - - [09/Mar/2026:08:15:30 +0000] "GET / HTTP/1.1" 200 5';
  for (const other of ['{"level":"info","msg":"saved"}', access, 'saved']) {
    for (const whole of [GUESSES.plain, GUESSES.prose, GUESSES.process]) {
      expect(servicesOf(readSingly([...times(50, other), whole])).at(-1)).toBe('status');
    }
    expect(servicesOf(readSingly([...times(50, other), GUESSES.object, GUESSES.compose])).slice(-2)).toEqual(
      times(2, 'file'),
    );
  }
});

test('layouts are those of a stream: what one container writes is not odd for what another writes', () => {
  const texts = Array.from({ length: 60 }, (_, index) => {
    if (index % 3 === 0) return `web-1  | ${HEADS}`;
    return index % 3 === 1
      ? `pay-1  | 2026-03-09 08:15:30 pay ERROR x`
      : `db-1   | ${index === 50 ? GUESSES.prose : HEADS}`;
  });
  const seen = servicesOf(read(texts));
  expect(seen.filter((_, index) => index % 3 === 1)).toEqual(times(20, 'pay'));
  expect(new Set(seen)).toEqual(new Set(['web-1', 'pay', 'db-1']));
});

test('programs in syslog and containers of docker compose have the services that they had, however many there are', () => {
  const syslog = Array.from({ length: 300 }, (_, i) => `Mar  9 08:15:30 web-1 program-${i % 90}[${i}]: text ${i}`);
  expect(servicesOf(read(syslog))).toEqual(syslog.map((_, i) => `program-${i % 90}`));
  const compose = Array.from({ length: 100 }, (_, i) => `app-${i % 40} | started`);
  const { learnt, records } = readSingly(compose);
  expect(records.map(({ service }) => service)).toEqual(compose.map((_, i) => `app-${i % 40}`));
  expect(learnt.streams.length).toBeLessThanOrEqual(32);
});

test('what is learnt stays small however long the names of services are', () => {
  const entries = Array.from({ length: 40 }, (_, index) =>
    JSON.stringify({ MESSAGE: 'x', PRIORITY: '6', SYSLOG_IDENTIFIER: `${index}`.repeat(50_000) }),
  );
  const { learnt, records } = read(entries);
  expect(learnt.streams.map(({ name }) => name)).toEqual(expect.arrayContaining([records.at(-1)?.service]));
  for (const { name } of learnt.streams) expect(name.length).toBeLessThanOrEqual(MAX_SERVICE_LENGTH);
  expect(JSON.stringify(learnt).length).toBeLessThan(10_000);
});
