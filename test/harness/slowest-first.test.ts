import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SLOWEST } from './slowest-first.ts';

test('the slowest files are there, under their names', () => {
  const root = join(import.meta.dirname, '..', '..');
  expect(SLOWEST.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});
