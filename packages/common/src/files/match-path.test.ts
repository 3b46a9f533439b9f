import { expect, test } from 'vitest';
import { matchesPath } from './match-path.ts';

test('names files and folders that begin with a dot', () => {
  expect(matchesPath('/logs/.shop.log', '/logs/*.log')).toBe(true);
  expect(matchesPath('/logs/.old/shop.log', '/logs/**/*.log')).toBe(true);
  expect(matchesPath('/logs/.shop.log', '/logs/.s*.log')).toBe(true);
  expect(matchesPath('/logs/shop.log', '/logs/.*.log')).toBe(false);
  expect(matchesPath('/logs/old/shop.log', '/logs/*.log')).toBe(false);
});

test('names a path that has the characters of a glob', () => {
  expect(matchesPath('/logs/[a].log', '/logs/[a].log')).toBe(true);
});
