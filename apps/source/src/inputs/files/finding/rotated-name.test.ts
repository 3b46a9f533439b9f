import { expect, it } from 'vitest';
import { isArchiveNameOf, isCopyNameOf, rotationStyle } from './rotated-name.ts';

it.each([
  ['shop.log.1', 'shop.log', true],
  ['shop.log.2.gz', 'shop.log', true],
  ['shop-20240514.log', 'shop.log', true],
  ['shop.log', 'shop.log.1', false],
  ['shop.log.2', 'shop.log.1', false],
  ['shop.log.10', 'shop.log.1', false],
  ['shopping.log', 'shop.log', false],
  ['@4000000067a3c1d41b00d3f4.s', 'current', true],
  ['@4000000067a3c1d41b00d3f4.u', 'current', true],
  ['@4000000067a3c1d41b00d3f4.s', 'shop.log', false],
])('a copy may have the name %s when its original is %s: %s', (path, original, isCopy) => {
  expect(isCopyNameOf(`/logs/${path}`, `/logs/${original}`)).toBe(isCopy);
});

it.each([
  ['shop.2.log.gz', 'shop.log', true],
  ['shop-20261130.log.zst', 'shop.log', true],
  ['shop.2.log', 'shop.log', false],
  ['shop-2.log.1.gz', 'shop.log', false],
  ['shopping.2.log.gz', 'shop.log', false],
  ['shop.2.gz', 'shop', false],
])('%s is an archive of %s with its mark before the extension: %s', (path, original, isArchive) => {
  expect(isArchiveNameOf(`/logs/${path}`, `/logs/${original}`)).toBe(isArchive);
});

it('times in TAI64N have one style, whatever their letters', () => {
  const [first, second] = ['@4000000067a3c1d41b00d3f4.s', '@4000000067b9e1d42c9a7b10.s'].map(rotationStyle);
  expect(first).toBe(second);
});
