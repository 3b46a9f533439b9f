import type { Filter as MongoFilter } from 'mongodb';
import type { HeaderDocument } from '../bucket/index.ts';

/**
 * Does a bucket have records in a range of time? Every query asks this, and only this file answers: in conditions for
 * MongoDB, and for headers already read.
 *
 * A header has the timestamps of its oldest and its newest record, both included, in whole milliseconds.
 */

/** Range of event time in ms: `fromMs` included, `toMs` excluded; infinite where it is open. */
export interface TimeRange {
  fromMs: number;
  toMs: number;
}

/** The range of all possible records. */
export const EVERYTHING: TimeRange = Object.freeze({
  fromMs: Number.NEGATIVE_INFINITY,
  toMs: Number.POSITIVE_INFINITY,
});

/** A range that holds no record. */
export const NOTHING: TimeRange = Object.freeze({
  fromMs: Number.POSITIVE_INFINITY,
  toMs: Number.NEGATIVE_INFINITY,
});

/** The range of a query, which may leave its ends open. */
export function rangeOf({ fromMs, toMs }: Partial<{ [End in keyof TimeRange]: number | undefined }>): TimeRange {
  return { fromMs: fromMs ?? EVERYTHING.fromMs, toMs: toMs ?? EVERYTHING.toMs };
}

/** True for a timestamp in the range. */
export function isWithin({ fromMs, toMs }: TimeRange, ms: number): boolean {
  return ms >= fromMs && ms < toMs;
}

/** Timestamps of the oldest and the newest record of a bucket, or bounds of those in a partition. */
interface Span {
  from: Date;
  to: Date;
}

/** True when records of this span may lie in the range. */
export function mayOverlap({ from, to }: Span, { fromMs, toMs }: TimeRange): boolean {
  return to.getTime() >= fromMs && from.getTime() < toMs;
}

/** True when all records of this span lie in the range. */
export function liesInside({ from, to }: Span, { fromMs, toMs }: TimeRange): boolean {
  return from.getTime() >= fromMs && to.getTime() < toMs;
}

/** Condition on headers of buckets inside the range. */
export function inside({ fromMs, toMs }: TimeRange): MongoFilter<HeaderDocument> {
  return { $and: [compared('from', '$gte', fromMs), compared('to', '$lt', toMs)] };
}

/** Condition on headers of buckets that have, or may have, a record in the range. */
export function overlapping({ fromMs, toMs }: TimeRange): MongoFilter<HeaderDocument> {
  return { $and: [compared('to', '$gte', fromMs), compared('from', '$lt', toMs)] };
}

/** The same for a range that includes its last moment; `{}` if it is open at both ends. */
export function overlappingUpTo(fromMs: number, lastMs: number): MongoFilter<HeaderDocument> {
  const ends = [compared('to', '$gte', fromMs), compared('from', '$lte', lastMs)];
  const conditions = ends.filter((end) => Object.keys(end).length > 0);
  return conditions.length === 0 ? {} : { $and: conditions };
}

/**
 * Conditions on buckets that are partly in the range: those over its start, and those over its end but not over its
 * start.
 */
export function straddling({ fromMs, toMs }: TimeRange): MongoFilter<HeaderDocument>[] {
  const overStart = {
    $and: [compared('from', '$lt', fromMs), compared('to', '$gte', fromMs), compared('from', '$lt', toMs)],
  };
  const overEnd = {
    $and: [compared('from', '$lt', toMs), compared('to', '$gte', toMs), compared('from', '$gte', fromMs)],
  };
  return [...(Number.isFinite(fromMs) ? [overStart] : []), ...(Number.isFinite(toMs) ? [overEnd] : [])];
}

/** Conditions cannot hold an infinite Date, so an open end is left out. */
function compared(field: 'from' | 'to', operator: '$gte' | '$lt' | '$lte', ms: number): MongoFilter<HeaderDocument> {
  return Number.isFinite(ms) ? { [field]: { [operator]: new Date(ms) } } : {};
}
