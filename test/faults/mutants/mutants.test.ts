import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PATCHES } from './mutants.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');

test.each(Object.entries(PATCHES))('the mutant %s fits its file in one place', (_name, { file, original, mutated }) => {
  expect(readFileSync(join(ROOT, file), 'utf8').split(original)).toHaveLength(2);
  expect(mutated).not.toBe(original);
});
