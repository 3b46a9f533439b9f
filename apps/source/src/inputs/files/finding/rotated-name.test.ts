import { expect, it } from 'vitest';
import { isCopyNameOf } from './rotated-name.ts';

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
