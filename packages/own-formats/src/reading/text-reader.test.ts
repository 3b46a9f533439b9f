import {
  createLineJoiner,
  createLineParser,
  LayoutLearner,
  NOTHING_LEARNT,
  splitRecords,
} from '@logwarren/contract/formats';
import { describe, expect, test } from 'vitest';
import type { OwnFormat } from '../format/format-schema.ts';
import { compileFormat, MAX_MATCHED_LENGTH } from './compile-format.ts';
import type { ReadOutcome } from './line-reader.ts';
import { createTextReader } from './text-reader.ts';

const AT = Date.UTC(2026, 5, 1);
const SHOP: OwnFormat = {
  name: 'shop',
  pattern: String.raw`(?P<timestamp>\d+)\|(?P<severity>\w*)\|(?P<service>[\w-]*)\|(?P<ms>[^|]*)\|(?P<message>.*)`,
  time: 'epoch',
  severity: { P1: 'FATAL', 'p 2': 'ERROR' },
  attributes: { ms: 'shop.duration_ms' },
  numbers: ['ms'],
  drop: ['\\|debug$'],
};

function read(own: OwnFormat | undefined, text: string, outcomes: ReadOutcome[] = []) {
  const settings = { own, format: 'auto', fallbackService: 'file' } as const;
  const reader = createTextReader(settings, { onOutcome: (_format, outcome) => outcomes.push(outcome) });
  return splitRecords(Buffer.from(text), reader.createJoiner()).map((each) => reader.parse(each, AT));
}

test('a line that describes its file changes nothing of what the lines around it teach', () => {
  const head = '2026-03-09 08:15:30 INFO [shop] saved';
  const odd = '2026-03-09 08:15:30 connection error: timeout';
  const fields = '#Fields: a b c';
  const servicesOf = (texts: readonly string[]) => {
    const reader = createTextReader({ format: 'auto', fallbackService: 'file' });
    const layouts = new LayoutLearner(NOTHING_LEARNT);
    const records = texts.map((text, index) => {
      layouts.follow(texts, index + 1);
      return reader.parse(text, AT, { layouts });
    });
    return records.filter((record) => record !== undefined).map(({ service }) => service);
  };
  const others = (count: number) => new Array<string>(count).fill(head);
  for (const texts of [
    [...others(4), odd, odd],
    [...others(4), odd, ...others(2), odd, odd],
    [odd, ...others(4), odd],
  ]) {
    const expected = servicesOf(texts);
    for (let at = 0; at <= texts.length; at++)
      for (const count of [1, 2]) {
        const headed = texts.toSpliced(at, 0, ...new Array<string>(count).fill(fields));
        expect(servicesOf(headed), headed.join('\n')).toEqual(expected);
      }
  }
});

describe('an own format', () => {
  test('reads what an object wraps, as it reads its text', () => {
    const outcomes: ReadOutcome[] = [];
    const settings = { own: SHOP, format: 'auto', fallbackService: 'file' } as const;
    const reader = createTextReader(settings, { onOutcome: (_format, outcome) => outcomes.push(outcome) });
    const ofObject = (object: object) => reader.parseObject(object, () => JSON.stringify(object), AT);
    const wrapped = { date: 1_778_752_801.5, log: '1778752800|P1|pay|12.5|it broke' };
    expect(ofObject(wrapped)).toEqual({ record: reader.parse(JSON.stringify(wrapped), AT) });
    expect(ofObject(wrapped)).toMatchObject({ record: { message: 'it broke', severity: 'FATAL' } });
    expect(ofObject({ log: '1|P1|pay||x|debug' })).toBeUndefined();
    expect(ofObject({ message: '1|P1|pay||x' })).toMatchObject({ record: { message: '1|P1|pay||x' } });
    expect(ofObject([])).toHaveProperty('problem');
    expect(outcomes).toEqual(['matched', 'matched', 'matched', 'dropped', 'other']);
  });

  test('makes records of its groups', () => {
    expect(read(SHOP, '1778752800|P1|pay|12.5|it broke')).toEqual([
      {
        timestamp: 1_778_752_800_000,
        observedAt: AT,
        service: 'pay',
        severity: 'FATAL',
        severityNumber: 21,
        severityText: 'P1',
        message: 'it broke',
        attributes: { 'shop.duration_ms': 12.5 },
      },
    ]);
    const [exact, text, late] = read(SHOP, '1|||9007199254740993|a\n1|WARN||1x|b\n99999999999999999999||| |c');
    expect(exact?.attributes).toEqual({ 'shop.duration_ms': 9_007_199_254_740_993n });
    expect(text).toMatchObject({ service: 'file', severity: 'WARN', attributes: { 'shop.duration_ms': '1x' } });
    expect(late).toMatchObject({ timestamp: AT, attributes: { 'log.time': '99999999999999999999' } });
  });

  test('leaves what it does not match to the built-in reader, drops what it is told to, and counts both', () => {
    const outcomes: ReadOutcome[] = [];
    const other = '2026-05-14 10:00:00,000 ERROR org.example.Shop: cannot save';
    const [first, second, third] = read(SHOP, `${other}\n1|||1|debug\n1|||1|kept`, outcomes);
    const builtIn = createLineParser({ format: 'auto', fallbackService: 'file' });
    expect(first).toEqual(builtIn.parse(other, AT));
    expect(second).toBeUndefined();
    expect(third?.message).toBe('kept');
    expect(outcomes).toEqual(['other', 'dropped', 'matched']);
  });

  test('is counted once for each record, although the reader looks at those behind it', () => {
    const outcomes: ReadOutcome[] = [];
    const reader = createTextReader(
      { own: SHOP, format: 'auto', fallbackService: 'file' },
      { onOutcome: (_format, outcome) => outcomes.push(outcome) },
    );
    const odd = '2026-05-14 10:00:00 connection error: timeout';
    const texts = [odd, '1|||1|a', '1|||1|debug', '1|||1|b', '1|||1|c', '1|||1|d'];
    const layouts = new LayoutLearner(NOTHING_LEARNT);
    const services = texts.map((text, index) => {
      layouts.follow(texts, index + 1);
      return reader.parse(text, AT, { layouts })?.service;
    });
    expect(services).toEqual(['file', 'file', undefined, 'file', 'file', 'file']);
    expect(outcomes).toEqual(['other', 'matched', 'dropped', 'matched', 'matched', 'matched']);
  });

  test('has groups with names that every object has', () => {
    const pattern = String.raw`(?P<constructor>\w+) (?P<toString>\w+) (?P<message>.*)`;
    expect(read({ name: 'odd', pattern, attributes: { toString: 'to' } }, 'a b c')).toMatchObject([
      { message: 'c', attributes: { constructor: 'a', to: 'b' } },
    ]);
  });

  test('is not asked about lines that would keep it busy for seconds', () => {
    const outcomes: ReadOutcome[] = [];
    const line = (length: number) => '1|||1|'.padEnd(length, 'x');
    read(
      SHOP,
      `${line(MAX_MATCHED_LENGTH)}\n${line(MAX_MATCHED_LENGTH + 1)}\n${line(MAX_MATCHED_LENGTH)}|debug`,
      outcomes,
    );
    expect(outcomes).toEqual(['matched', 'other', 'other']);
  });

  test.each([
    ['Docker', String.raw`{"log":"1|P1|pay|1|x\n","stream":"stderr","time":"2026-03-09T08:15:30Z"}`],
    ['CRI', '2026-03-09T08:15:30.250000000Z stdout F 1|P1|pay|1|x'],
    ['syslog', 'Mar  9 08:15:30 web-1 shop[31]: 1|P1|pay|1|x'],
    ['docker compose', 'web-1  | 1|P1|pay|1|x'],
    ['journald', '{"__REALTIME_TIMESTAMP":"1773044130250000","SYSLOG_IDENTIFIER":"a","MESSAGE":"1|P1|pay|1|x"}'],
  ])('is found in an envelope of %s', (_name, line) => {
    expect(read(SHOP, line)).toMatchObject([{ timestamp: 1_000, service: 'pay', severity: 'FATAL', message: 'x' }]);
  });

  test('says where its records begin, in an envelope too', () => {
    const own = { ...SHOP, start: String.raw`^\d+\|` };
    expect(read(own, 'a\n1|||1|b\nc\n\n2026-05-14 10:00:00 d\n2|||1|e').map((record) => record?.message)).toEqual([
      'a',
      'b\nc\n\n2026-05-14 10:00:00 d',
      'e',
    ]);
    const cri = (text: string) => `2026-03-09T08:15:30.250000000Z stdout ${text}`;
    expect(
      read(own, [cri('F 1|||1|b'), cri('F c'), cri('P 2|||'), cri('F 1|e')].join('\n')).map((r) => r?.message),
    ).toEqual(['b\nc', 'e']);
  });

  test('may say so of the envelope itself', () => {
    const own = { name: 'old', start: '^\\w{3} [ \\d]\\d ' };
    const text =
      'Mar  9 08:15:30 web-1 a[1]: one\nmore\nMar  9 08:15:31 web-1 b[2]: two\nMar  9 08:15:31 web-1 a[1]: three';
    expect(read(own, text).map((record) => record?.message)).toEqual(['one\nmore', 'two', 'three']);
  });

  test('without a pattern gives a zone and a service to what the built-in reader reads', () => {
    const own = { name: 'old', zone: 'America/New_York', service: 'legacy' };
    const line = '2026-07-09 08:15:30,250 ERROR org.example.Shop: cannot save';
    expect(read(own, line)).toMatchObject([{ timestamp: Date.parse('2026-07-09T12:15:30.250Z'), service: 'legacy' }]);
  });

  test('lines that describe their file are not records, except of ranges that an old build read', () => {
    const seen: string[] = [];
    const reader = createTextReader(
      { format: 'auto', fallbackService: 'file' },
      { onHeaderLine: () => void seen.push('header line') },
    );
    expect(reader.parse('#Version: 1.0', AT)).toBeUndefined();
    expect(seen).toHaveLength(1);
    expect(reader.parse('#Version: 1.0', AT, { keepsHeaderLines: true })?.message).toBe('#Version: 1.0');
    const raw = createTextReader({ format: 'raw', fallbackService: 'file' });
    expect(raw.parse('#Version: 1.0', AT)?.message).toBe('#Version: 1.0');
  });

  test('is the built-in one without own formats', () => {
    const reader = createTextReader({ format: 'auto', fallbackService: 'file' });
    expect(reader.createJoiner).toBe(createLineJoiner);
  });
});

describe('patterns that take other engines for ever', () => {
  const SIZE = 262_144;
  test.each(['(a+)+$', '(a|aa)+$', '(a|a?)+$', '(.*a){20}', '(?P<x>.*)(?P<y>.*)(?P<z>.*)=', '([a-z]+)*\\d'])(
    '%s: four times the text takes no more than some times as long',
    (pattern) => {
      const compiled = compileFormat({
        name: 'x',
        pattern: `(?P<message>${pattern})`,
        start: pattern,
        drop: [pattern],
      });
      if ('problems' in compiled) return expect.fail(compiled.problems[0]?.problem);
      const context = { observedAt: 0, service: 'x' };
      const measure = (size: number) => {
        const text = `${'a'.repeat(size)}!`;
        const start = process.cpuUsage();
        compiled.read(text, context);
        compiled.isDropped(text);
        compiled.starts?.isStart(text);
        const { system, user } = process.cpuUsage(start);
        return user + system;
      };
      // Other work of the machine, and compilation, only ever add to one of them.
      const timeOf = (size: number) => Math.min(...[1, 2, 3].map(() => measure(size)));
      // Quadratic work would take 16 times as long.
      expect(timeOf(SIZE)).toBeLessThan(10 * Math.max(20_000, timeOf(SIZE / 4)));
    },
  );
});
