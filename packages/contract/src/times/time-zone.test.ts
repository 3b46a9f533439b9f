import { describe, expect, test } from 'vitest';
import { createTimeZone, machineTimeZone } from './time-zone.ts';

const local = (iso: string) => Date.parse(`${iso}Z`);

function utc(zone: string, iso: string, observedAt = 0): string | undefined {
  const ms = createTimeZone(zone)?.toUtc(local(iso), observedAt);
  return ms === undefined ? undefined : new Date(ms).toISOString().replace('.000Z', 'Z');
}

describe('a local time', () => {
  test.each([
    ['Europe/Berlin', '2026-01-14T10:00:00', '2026-01-14T09:00:00Z'],
    ['Europe/Berlin', '2026-07-14T10:00:00', '2026-07-14T08:00:00Z'],
    ['America/New_York', '2026-07-14T10:00:00', '2026-07-14T14:00:00Z'],
    ['Asia/Kathmandu', '2026-07-14T10:00:00', '2026-07-14T04:15:00Z'],
    ['Australia/Lord_Howe', '2026-01-14T10:00:00', '2026-01-13T23:00:00Z'],
    ['Pacific/Kiritimati', '2026-01-14T10:00:00', '2026-01-13T20:00:00Z'],
    ['UTC', '2026-01-14T10:00:00', '2026-01-14T10:00:00Z'],
    ['+05:30', '2026-01-14T10:00:00', '2026-01-14T04:30:00Z'],
    ['Europe/Berlin', '1969-07-20T21:17:40', '1969-07-20T20:17:40Z'],
  ])('of %s, %s, is %s', (zone, text, iso) => {
    expect(utc(zone, text)).toBe(iso);
  });

  test('keeps its milliseconds', () => {
    expect(createTimeZone('Europe/Berlin')?.toUtc(local('2026-01-14T10:00:00.123'), 0)).toBe(
      Date.parse('2026-01-14T09:00:00.123Z'),
    );
  });

  test('in the hour that is skipped counts on from before it', () => {
    expect(utc('Europe/Berlin', '2026-03-29T01:59:59')).toBe('2026-03-29T00:59:59Z');
    expect(utc('Europe/Berlin', '2026-03-29T02:30:00')).toBe('2026-03-29T01:30:00Z');
    expect(utc('Europe/Berlin', '2026-03-29T03:30:00')).toBe('2026-03-29T01:30:00Z');
  });

  test('in the hour that comes twice means the first, unless it was read in the second', () => {
    const first = '2026-10-25T00:30:00Z';
    const second = '2026-10-25T01:30:00Z';
    expect(utc('Europe/Berlin', '2026-10-25T02:30:00')).toBe(first);
    expect(utc('Europe/Berlin', '2026-10-25T02:30:00', Date.parse(first) + 1_000)).toBe(first);
    expect(utc('Europe/Berlin', '2026-10-25T02:30:00', Date.parse(second) + 1_000)).toBe(second);
    expect(utc('Europe/Berlin', '2026-10-25T02:30:00', Date.parse(second) + 86_400_000)).toBe(first);
    expect(utc('Europe/Berlin', '2026-10-25T03:00:00')).toBe('2026-10-25T02:00:00Z');
  });

  test('agrees with the clock of the zone all year', () => {
    for (const zone of ['Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe', 'Africa/Casablanca']) {
      const { toUtc } = createTimeZone(zone) ?? expect.fail(zone);
      const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
      const differing: string[] = [];
      for (let ms = Date.UTC(2026, 0); ms < Date.UTC(2027, 0); ms += 7 * 900_000) {
        const text = clock.format(ms).replace(' ', 'T');
        if (toUtc(local(text), ms) !== ms) differing.push(text);
      }
      expect(differing).toEqual([]);
    }
  });
});

test('there are no zones of other names', () => {
  expect(createTimeZone('Europe/Berlni')).toBeUndefined();
  expect(createTimeZone('')).toBeUndefined();
  expect(createTimeZone(machineTimeZone())).toBeDefined();
});
