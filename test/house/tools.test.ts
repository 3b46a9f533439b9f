import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pageSources } from '../../apps/web/build/page-sources.ts';
import { ROOT } from '../harness/house/read-house.ts';
import { SLOWEST } from '../harness/slowest-first.ts';

/** The files that builds look for are there, under their names. */

test('the slowest files are there, under their names', () => {
  expect(SLOWEST.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});

test('a page is stale when a package that it bundles has changed, and not when only a test has', () => {
  const sources = pageSources();
  expect(sources).toContain('../../packages/query/src/fields/fields.ts');
  expect(sources).toContain('../../packages/query/package.json');
  expect(sources).toContain('src/app.tsx');
  expect(sources.filter((file) => file.includes('.test.'))).toEqual([]);
});
