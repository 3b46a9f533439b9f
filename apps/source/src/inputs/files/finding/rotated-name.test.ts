import { expect, it } from 'vitest';
import { isArchiveNameOf, isCopyNameOf } from './rotated-name.ts';

it.each([
  ['shop.log.1', 'shop.log', true],
  ['shop.log.2.gz', 'shop.log', true],
  ['shop-20240514.log', 'shop.log', true],
  ['shop.log', 'shop.log.1', false],
  ['shop.log.2', 'shop.log.1', false],
  ['shop.log.10', 'shop.log.1', false],
  ['shopping.log', 'shop.log', false],
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
