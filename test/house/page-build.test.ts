import { expect, test } from 'vitest';
import { pageSources } from '../../apps/web/build/page-sources.ts';

test('a page is stale when a package that it bundles has changed, and not when only a test has', () => {
  const sources = pageSources();
  expect(sources).toContain('../../packages/query/src/fields/fields.ts');
  expect(sources).toContain('../../packages/query/package.json');
  expect(sources).toContain('src/app.tsx');
  expect(sources.filter((file) => file.includes('.test.'))).toEqual([]);
});
