import { and, type Filter, type TimeFilter } from '@logwarren/query';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { passes } from '../terms/passes-condition.ts';
import { compileFilter } from './compile-filter.ts';
import { bucketsAtEnds, innerPart, isDecidedInside } from './inner-part.ts';
import { liesInside, mayOverlap, type TimeRange } from './range.ts';
import type { RunningQuery } from './read-query.ts';

const SHOP: Filter = { kind: 'service', service: 'shop' };

function running(filter: Filter, range: TimeRange): RunningQuery {
  return { filter: compileFilter(filter), range } as RunningQuery;
}

/** From the nanosecond `minNanos` of one ms to the nanosecond `maxNanos` of another. */
function between(min: number, max: number, minNanos?: number, maxNanos?: number): TimeFilter {
  return {
    kind: 'time',
    min,
    max,
    ...(minNanos === undefined ? {} : { minNanos }),
    ...(maxNanos === undefined ? {} : { maxNanos }),
  };
}

test('a query whose ends are whole milliseconds is its own inner part', () => {
  const query = running(SHOP, { fromMs: 0, toMs: 10 });
  expect(innerPart(query)).toBe(query);
});

test('nanoseconds at an end are left to the records of that millisecond; further in, headers decide', () => {
  const query = running(and([SHOP, between(100, 200, 500, 700)]), { fromMs: 100, toMs: 201 });
  const inner = innerPart(query);
  expect(inner.range).toEqual({ fromMs: 101, toMs: 200 });
  expect(inner.filter.filter).toEqual(SHOP);
  expect([query.filter.isDecided, isDecidedInside(query)]).toEqual([false, true]);
});

test('an end without nanoseconds stays where it is', () => {
  const query = running(and([SHOP, between(100, 200, undefined, 700)]), { fromMs: 100, toMs: 201 });
  expect(innerPart(query).range).toEqual({ fromMs: 100, toMs: 200 });
});

const moments = fc.integer({ min: 0, max: 12 });

test('each bucket that may have a match is counted by its header, or met by one condition alone', () => {
  fc.assert(
    fc.property(moments, moments, fc.boolean(), fc.boolean(), moments, moments, (a, b, atStart, atEnd, x, y) => {
      const [min, max] = [Math.min(a, b), Math.max(a, b)];
      const filter = and([SHOP, between(min, max, atStart ? 1 : undefined, atEnd ? 1 : undefined)]);
      const query = running(filter, { fromMs: min, toMs: max + 1 });
      const inner = innerPart(query);
      const span = { from: new Date(Math.min(x, y)), to: new Date(Math.max(x, y)) };
      const met = bucketsAtEnds(query, inner).filter((condition) => passes(condition, span)).length;
      const isCounted = inner.range.fromMs < inner.range.toMs && liesInside(span, inner.range);
      expect(met + (isCounted ? 1 : 0)).toBe(mayOverlap(span, query.range) ? 1 : 0);
    }),
    { numRuns: 2_000 },
  );
});
