import { and, type Filter, type TimeFilter } from '@logwarren/query';
import type { Filter as MongoFilter } from 'mongodb';
import type { HeaderDocument } from '../bucket/index.ts';
import { compileFilter } from './compile-filter.ts';
import { overlapping, straddling } from './range.ts';
import type { RunningQuery } from './read-query.ts';

/**
 * Headers have whole milliseconds. If a range begins or ends within a millisecond, headers decide the part further
 * inside, and only buckets that reach into that millisecond are opened.
 */

/**
 * The query without the nanoseconds of its ends, over the range in which they exclude nothing; the same query if it has
 * none.
 */
export function innerPart(running: RunningQuery): RunningQuery {
  const { filter } = running.filter;
  const filters = filter.kind === 'and' ? filter.filters : [filter];
  const ends = filters.filter(hasNanos);
  if (ends.length === 0) return running;
  let { fromMs, toMs } = running.range;
  for (const { min, max, minNanos, maxNanos } of ends) {
    fromMs = Math.max(fromMs, minNanos === undefined ? min : min + 1);
    toMs = Math.min(toMs, maxNanos === undefined ? max + 1 : max);
  }
  const rest = compileFilter(and(filters.filter((each) => !hasNanos(each))));
  return { ...running, filter: rest, range: { fromMs, toMs } };
}

function hasNanos(filter: Filter): filter is TimeFilter {
  return filter.kind === 'time' && (filter.minNanos !== undefined || filter.maxNanos !== undefined);
}

/** True if headers decide a query except at the ends of its range. */
export function isDecidedInside(running: RunningQuery): boolean {
  return innerPart(running).filter.isDecided;
}

/** Conditions on the buckets that headers do not decide. Each bucket matches at most one of them. */
export function bucketsAtEnds(running: RunningQuery, inner: RunningQuery): MongoFilter<HeaderDocument>[] {
  if (inner === running) return straddling(running.range);
  const { fromMs, toMs } = inner.range;
  if (fromMs >= toMs) return [overlapping(running.range)];
  const first = {
    $and: [overlapping({ fromMs: running.range.fromMs, toMs: fromMs }), { to: { $lt: new Date(fromMs) } }],
  };
  const last = { $and: [overlapping({ fromMs: toMs, toMs: running.range.toMs }), { from: { $gte: new Date(toMs) } }] };
  return [
    ...straddling(inner.range),
    ...(fromMs > running.range.fromMs ? [first] : []),
    ...(toMs < running.range.toMs ? [last] : []),
  ];
}
