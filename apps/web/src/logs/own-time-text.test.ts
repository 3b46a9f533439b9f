import type { FacetsJson } from '@logwarren/api';
import { expect, test } from 'vitest';
import { ownTimeText } from './own-time-text.ts';

const SHOP = ' of shop';

function counted(values: Record<string, number>, error: number | null, complete = error !== null): FacetsJson {
  const listed = Object.entries(values).map(([value, count]) => ({ value, count, error }));
  const sums = { others: 0, othersError: error, exact: error === 0, mayMiss: error };
  return { facets: [{ field: 'ownTime', values: listed, ...sums }], complete, asOf: '' };
}

const text = (facets: FacetsJson, isShort = false) => ownTimeText(facets, SHOP, isShort)?.text;

test('a share is of all records only if all were counted or a sample stands for all', () => {
  const both = { true: 3_000, false: 1_000 };
  expect(text(counted(both, 0))).toBe('25 % of the records of shop have no time of their own');
  expect(text(counted(both, 9))).toBe('About 25 % of the records of shop have no time of their own');
  expect(text(counted(both, null))).toBe(
    '25 % of the 4,000 records of shop that were counted in time have no time of their own',
  );
  expect(text(counted({ false: 4_000 }, null))).toMatch(/^100 % of the 4,000 records of shop that were counted/);
  expect(text(counted(both, 0, false))).toMatch(/^25 % of the 4,000 records/);
});

test('a short one fits a phone', () => {
  expect(text(counted({ false: 5 }, 0), true)).toBe('100 % have no time of their own');
  expect(text(counted({ false: 5 }, null), true)).toBe('100 % of 5 counted have no time of their own');
});

test('nothing is said when no record lacks a time', () => {
  expect(text(counted({ true: 5 }, null))).toBeUndefined();
  expect(text({ facets: [], complete: false, asOf: '' })).toBeUndefined();
});
