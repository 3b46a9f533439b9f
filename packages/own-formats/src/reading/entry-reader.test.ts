import { describe, expect, test } from 'vitest';
import { readFormats } from '../file/read-formats.ts';
import { createTextReader } from './text-reader.ts';

const FORMATS = String.raw`
formats:
  - name: shop
    units: ['shop@*.service', 'till']
    pattern: '~(?P<severity>\w)~ (?P<order>\d+) (?P<message>.*)'
    severity: { F: ERROR }
    drop: ['heartbeat']
    examples:
      - text: '~F~ 7 cannot save'
        gives: { severity: ERROR, message: cannot save, attributes: { order: '7' } }
  - name: all
    units: ['*.service']
    pattern: '~(?P<severity>\w)~ (?P<message>.*)'
`;

const NOW_MS = Date.UTC(2026, 10, 30);

function readerOf(text: string) {
  const read = readFormats(text, NOW_MS);
  if ('faults' in read) throw new Error(JSON.stringify(read.faults));
  return createTextReader({ format: 'auto', fallbackService: 'journal', units: read.formats.forUnits });
}

function messageOf(fields: Record<string, string>, text = '~F~ 7 cannot save'): string | undefined {
  const entry = { __REALTIME_TIMESTAMP: '1715680800123456', PRIORITY: '6', ...fields, MESSAGE: text };
  return readerOf(FORMATS).parse(JSON.stringify(entry), NOW_MS)?.message;
}

test.each([
  ['the glob of a unit', { _SYSTEMD_UNIT: 'shop@1.service', SYSLOG_IDENTIFIER: 'node' }, 'cannot save'],
  ['an identifier', { SYSLOG_IDENTIFIER: 'till' }, 'cannot save'],
  ['the first format that matches', { _SYSTEMD_UNIT: 'cron.service' }, '7 cannot save'],
  ['a unit of a user', { _SYSTEMD_UNIT: 'user@7.slice', _SYSTEMD_USER_UNIT: 'shop@2.service' }, 'cannot save'],
  ['no format', { SYSLOG_IDENTIFIER: 'kernel' }, '~F~ 7 cannot save'],
  ['no name', {}, '~F~ 7 cannot save'],
])('an entry is read by %s', (_, fields, message) => {
  expect(messageOf(fields)).toBe(message);
});

test('a message that quotes a field does not choose the format', () => {
  const text = '~F~ 7 "SYSLOG_IDENTIFIER":"till"';
  expect(messageOf({ SYSLOG_IDENTIFIER: 'kernel' }, text)).toBe(text);
});

test('what a format drops is dropped in its units only', () => {
  expect(messageOf({ SYSLOG_IDENTIFIER: 'till' }, 'heartbeat')).toBeUndefined();
  expect(messageOf({ SYSLOG_IDENTIFIER: 'kernel' }, 'heartbeat')).toBe('heartbeat');
});

describe('lines that a unit prints are joined', () => {
  const START = `
formats:
  - name: shop
    units: ['shop.service']
    start: '^-- '
  - name: till
    units: ['till.service']
    pattern: '\\s{0,9}~ (?P<message>.*)'
`;
  const recordsOf = (unit: string, texts: readonly string[]) => {
    const reader = readerOf(START);
    const joiner = reader.createJoiner();
    const fields = { _TRANSPORT: 'stdout', _PID: '7', _SYSTEMD_UNIT: unit };
    const records = texts.flatMap((MESSAGE) => joiner.push(JSON.stringify({ ...fields, MESSAGE })));
    return [...records, ...joiner.flush()].map((text) => reader.parse(text, NOW_MS)?.message);
  };

  test('by the start of the format for the unit', () => {
    const texts = ['-- one', 'of shop', '12:00:00 still', '-- two'];
    expect(recordsOf('shop.service', texts)).toEqual(['-- one\nof shop\n12:00:00 still', '-- two']);
    expect(recordsOf('cron.service', texts)).toEqual(['-- one', 'of shop', '12:00:00 still\n-- two']);
  });

  test('but not with a line that its pattern matches', () => {
    const texts = ['~ one', '  ~ two', '  three'];
    expect(recordsOf('till.service', texts)).toEqual(['one', 'two\n  three']);
    expect(recordsOf('cron.service', texts)).toHaveLength(1);
  });
});

test('a line that is not an entry is read without the formats of units', () => {
  expect(readerOf(FORMATS).parse('~F~ 7 cannot save', NOW_MS)?.message).toBe('~F~ 7 cannot save');
});

test('units that are not a list are a fault', () => {
  const read = readFormats('formats:\n  - name: shop\n    units: shop.service\n', NOW_MS);
  expect(read).toMatchObject({ faults: [{ line: 3 }] });
});
