import type { Filter as MongoFilter } from 'mongodb';
import type { HeaderDocument } from '../bucket/index.ts';
import type { TimeRange } from './read-snapshot.ts';

/** Conditions on the range of event time of a header. Ends of a range may be infinite; `from` included, `to` excluded. */

/** Headers of buckets that lie wholly in the range. */
export function inside({ fromMs, toMs }: TimeRange): MongoFilter<HeaderDocument> {
  return { $and: [after('from', '$gte', fromMs), after('to', '$lt', toMs)] };
}

/** Headers of buckets that have, or may have, a record in the range. */
export function overlapping({ fromMs, toMs }: TimeRange): MongoFilter<HeaderDocument> {
  return { $and: [after('to', '$gte', fromMs), after('from', '$lt', toMs)] };
}

/** Buckets that are partly in the range: those over its start, and those over its end that are not over its start. */
export function straddling({ fromMs, toMs }: TimeRange): MongoFilter<HeaderDocument>[] {
  const overStart = { $and: [after('from', '$lt', fromMs), after('to', '$gte', fromMs), after('from', '$lt', toMs)] };
  const overEnd = { $and: [after('from', '$lt', toMs), after('to', '$gte', toMs), after('from', '$gte', fromMs)] };
  return [...(Number.isFinite(fromMs) ? [overStart] : []), ...(Number.isFinite(toMs) ? [overEnd] : [])];
}

/** The range of a query whose ends may be left open. */
export function rangeOf({ fromMs, toMs }: { fromMs?: number | undefined; toMs?: number | undefined }): TimeRange {
  return { fromMs: fromMs ?? Number.NEGATIVE_INFINITY, toMs: toMs ?? Number.POSITIVE_INFINITY };
}

/** Conditions cannot hold an infinite Date, so an open end is left out. */
function after(field: 'from' | 'to', operator: '$gte' | '$lt', ms: number): MongoFilter<HeaderDocument> {
  return Number.isFinite(ms) ? { [field]: { [operator]: new Date(ms) } } : {};
}
