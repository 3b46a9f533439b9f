import { expect, test } from 'vitest';
import { carriedHeaders } from './carried-headers.ts';

test.each<[string, unknown, boolean]>([
  ['tenant', 'a', true],
  ['n', 1.5, true],
  ['isTest', false, true],
  ['empty', '', true],
  ['text', 'a'.repeat(1_024), true],
  ['text', 'a'.repeat(1_025), false],
  ['n'.repeat(1_024), 1, true],
  ['n'.repeat(1_025), 1, false],
  ['x-death', 'a', false],
  ['X-Tenant', 'a', false],
  ['x', 'a', true],
  ['object', {}, false],
  ['list', ['a'], false],
  ['nothing', null, false],
  ['gone', undefined, false],
  ['number', Number.NaN, false],
  ['number', Number.POSITIVE_INFINITY, false],
  ['big', 1n, false],
  ['ordinals', 'a'.repeat(8 * 1_024), true],
  ['ordinals', 'a'.repeat(8 * 1_024 + 1), false],
])('a header %.20s of %.20j travels on: %s', (name, value, travels) => {
  expect(carriedHeaders({ [name]: value })).toEqual(travels ? { [name]: value } : {});
});

test('no more than 64 travel on, the first ones', () => {
  const headers = Object.fromEntries(Array.from({ length: 70 }, (_, i) => [`h${i}`, i]));
  const kept = carriedHeaders({ 'x-own': 1, ...headers });
  expect(Object.keys(kept)).toEqual(Array.from({ length: 64 }, (_, i) => `h${i}`));
});
