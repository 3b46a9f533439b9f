import { describe, expect, test } from 'vitest';
import { createTimeReader } from './time-layout.ts';

const OBSERVED_AT = Date.UTC(2026, 5, 1);

function read(layout: string | undefined, text: string): string | undefined {
  const reader = createTimeReader(layout);
  if (typeof reader !== 'function') return expect.fail(reader.problem);
  const time = reader(text, OBSERVED_AT);
  if (time === undefined) return undefined;
  const iso = new Date(time.ms).toISOString();
  return `${iso.slice(0, -1)}${time.nanos === 0 ? '' : String(time.nanos).padStart(6, '0')}${time.isLocal ? '' : 'Z'}`;
}

describe('a layout reads', () => {
  test.each([
    ['%d.%m.%Y %H:%M:%S', '14.05.2026 10:00:00', '2026-05-14T10:00:00.000'],
    ['%d.%m.%Y %H:%M:%S,%f', '14.05.2026 10:00:00,25', '2026-05-14T10:00:00.250'],
    ['%Y-%m-%dT%H:%M:%S.%L%z', '2026-05-14T10:00:00.123456789+0200', '2026-05-14T08:00:00.123456789Z'],
    ['%Y-%m-%dT%H:%M:%S%.3f%:z', '2026-05-14T10:00:00.123-05:30', '2026-05-14T15:30:00.123Z'],
    ['%F %T %Z', '2026-05-14 10:00:00 CEST', '2026-05-14T08:00:00.000Z'],
    ['%b %e %H:%M:%S', 'May  4 10:00:00', '2026-05-04T10:00:00.000'],
    ['%b %e %H:%M:%S', 'Dec 24 10:00:00', '2025-12-24T10:00:00.000'],
    ['%d. %b %Y %H:%M:%S', '14. Mai 2026 10:00:00', '2026-05-14T10:00:00.000'],
    ['%d %B %Y %H:%M:%S', '14 août 2026 10:00:00', '2026-08-14T10:00:00.000'],
    ['%A, %d %B %Y %I:%M %p', 'Thursday, 14 may 2026 12:07 AM', '2026-05-14T00:07:00.000'],
    ['%D %R', '05/14/26 23:59', '2026-05-14T23:59:00.000'],
    ['%y%j %k%M', '26134  959', '2026-05-14T09:59:00.000'],
    ['[%d/%b/%Y|%H.%M]', '[14/May/2026|10.00]', '2026-05-14T10:00:00.000'],
    ['%s.%N', '1778752800.5', '2026-05-14T10:00:00.500Z'],
    ['iso', '2026-05-14T10:00:00Z', '2026-05-14T10:00:00.000Z'],
    ['iso', '2026-05-14 10:00', '2026-05-14T10:00:00.000'],
    ['epoch', '1778752800.25', '2026-05-14T10:00:00.250Z'],
    ['epoch_ms', '1778752800250', '2026-05-14T10:00:00.250Z'],
    ['epoch_us', '1778752800250001', '2026-05-14T10:00:00.250001000Z'],
    ['epoch_ns', '1778752800250001002', '2026-05-14T10:00:00.250001002Z'],
    [undefined, '14/May/2026:10:00:00 +0200', '2026-05-14T08:00:00.000Z'],
    [undefined, 'May  4 10:00:00', '2026-05-04T10:00:00.000'],
  ])('%s: %s', (layout, text, time) => {
    expect(read(layout, text)).toBe(time);
  });

  test.each([
    ['%d.%m.%Y %H:%M:%S', '31.02.2026 10:00:00'],
    ['%d.%m.%Y %H:%M:%S', '14.05.2026 24:00:00'],
    ['%d.%m.%Y %H:%M:%S', '14.05.2026 10:00:00 x'],
    ['%d.%m.%Y %H:%M:%S', ''],
    ['%Y%j %H', '2026366 10'],
    ['%F %T %Z', '2026-05-14 10:00:00 IST'],
    ['%d/%b/%Y %H:%M', '14/Foo/2026 10:00'],
    ['iso', '1778752800'],
    ['epoch', 'yesterday'],
    ['epoch', '99999999999999999999'],
    [undefined, 'yesterday'],
  ])('%s: not %s', (layout, text) => {
    expect(read(layout, text)).toBeUndefined();
  });
});

test.each([
  ['%Q', 'has the unknown directive %Q'],
  ['%H:%M', 'names no day'],
  ['%d.%m.%Y', 'names no hour'],
  ['%d.%m %I:%M', 'has %I without %p'],
  ['%d %d %m %H', 'names the day more than once'],
  ['%d.%m. %H%', 'ends in the middle'],
  ['unix', 'is not one of iso, epoch'],
  ['', 'is not one of iso'],
])('%s is refused: it %s', (layout, problem) => {
  expect(createTimeReader(layout)).toEqual({ problem: expect.stringContaining(problem) });
});
