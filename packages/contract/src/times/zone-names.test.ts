import { expect, test } from 'vitest';
import { createTimeZone } from './time-zone.ts';
import { timeZoneFault } from './zone-names.ts';

test.each(['Europe/Berlin', 'UTC', 'GMT', 'CET', 'EET', '+05:30', '-03:00', 'Asia/Calcutta', 'EST5EDT', 'Singapore'])(
  '%s is a time zone',
  (name) => {
    expect(timeZoneFault(name)).toBeUndefined();
  },
);

test.each([
  ['IST', 'write the one you mean: Asia/Kolkata, Europe/Dublin or Asia/Jerusalem'],
  ['ist', 'write the one you mean: Asia/Kolkata, Europe/Dublin or Asia/Jerusalem'],
  ['BST', 'Europe/London'],
  ['CST', 'Asia/Shanghai'],
  ['EST', 'America/New_York'],
  ['CEST', 'Europe/Berlin'],
  ['JST', 'is short for a time zone; write Asia/Tokyo'],
  ['Europe/Berlni', 'is not a time zone'],
  ['', 'is not a time zone'],
  ['constructor', 'is not a time zone'],
])('%j is not, and %s', (name, advice) => {
  expect(timeZoneFault(name)).toContain(advice);
});

test('every zone that an answer names exists', () => {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
  const names = [...letters].flatMap((a) => [...letters].flatMap((b) => [...letters].map((c) => a + b + c)));
  const answers = [...names, 'ACDT', 'ACST', 'CEST', 'MESZ', 'WITA'].map(timeZoneFault);
  const named = new Set(answers.flatMap((answer) => answer?.match(/[A-Z]\w+\/[\w/]+/g) ?? []));
  named.delete('Europe/Berlin');
  expect(named.size).toBeGreaterThan(50);
  for (const name of named) expect(createTimeZone(name)?.name).toBe(name);
});

test('letters that JavaScript takes for a zone cause a question', () => {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
  const names = [...letters].flatMap((a) => [...letters].flatMap((b) => [...letters].map((c) => a + b + c)));
  const taken = names.filter((name) => createTimeZone(name) !== undefined && timeZoneFault(name) === undefined);
  expect(taken).toEqual(['CET', 'EET', 'GMT', 'MET', 'PRC', 'ROC', 'ROK', 'UCT', 'UTC', 'WET']);
});
