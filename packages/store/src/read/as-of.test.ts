import { expect, test } from 'vitest';
import { clusterTimeOf } from './as-of.ts';

test('a moment is the seconds and the increment of a cluster time', () => {
  const time = clusterTimeOf('1764495000-7');
  expect([time?.getHighBitsUnsigned(), time?.getLowBitsUnsigned()]).toEqual([1_764_495_000, 7]);
});

test('the largest moment that a timestamp can hold is one', () => {
  expect(clusterTimeOf('4294967295-4294967295')?.getLowBitsUnsigned()).toBe(4_294_967_295);
});

test.each([
  '',
  '-',
  '1',
  '1-',
  '-1-2',
  '1-2-3',
  '1.5-2',
  '1e3-2',
  ' 1-2',
  '4294967296-1',
  '1-4294967296',
  '99999999999-1',
])('%o is not a moment', (text) => {
  expect(clusterTimeOf(text)).toBeUndefined();
});
