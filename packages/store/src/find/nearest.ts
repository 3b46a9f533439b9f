import type { PlaceInMoment } from '../bucket/index.ts';
import { AFTER_ALL, afterAll, beforeAll, type Cursor, isBehind, type Order, type Position } from './cursor.ts';
import type { HeaderEntry } from './header-stream.ts';

/** A bucket on the way of a page. */
export interface NearBucket extends HeaderEntry {
  /** A page meets none of this bucket's records before this position. It is never the position of a record itself. */
  nearest: Position;
}

/** The point just before a page with this order meets the first record of a place, or of a whole millisecond. */
export function justBefore(timestamp: number, place: PlaceInMoment | undefined, order: Order): Position {
  if (place === undefined) return order === 'asc' ? afterAll(timestamp - 1) : beforeAll(timestamp + 1);
  const { nanos = 0, origin, ordinal } = place;
  return { timestamp, nanos, origin, ordinal, id: order === 'asc' ? '' : AFTER_ALL };
}

/** True if a bucket may have records before the start of a page, or in the same millisecond. */
export function reachesStart({ fromMs, toMs }: HeaderEntry, start: Cursor): boolean {
  return start.order === 'asc' ? fromMs <= start.timestamp : toMs >= start.timestamp;
}

/**
 * The point at which a page meets a bucket, judged by its header.
 *
 * @returns undefined if the bucket has nothing after the start of the page; `isSure` is false if reading its records
 * may show a later point
 */
export function meet(entry: HeaderEntry, start: Cursor): { bucket: NearBucket; isSure: boolean } | undefined {
  const { order } = start;
  const isAsc = order === 'asc';
  const end = isAsc ? entry.fromMs : entry.toMs;
  const places = isAsc ? entry.fromPlaces : entry.toPlaces?.toReversed();
  const at = (nearest: Position, isSure: boolean) => ({ bucket: { ...entry, nearest }, isSure });
  if (!reachesStart(entry, start)) {
    const place = isAsc ? places?.[0]?.first : places?.[0]?.last;
    return at(justBefore(end, place, order), true);
  }
  if (end !== start.timestamp || places === undefined) return at(start, false);
  for (const { first, last } of places) {
    const [near, far] = (isAsc ? [first, last] : [last, first]).map((place) => justBefore(end, place, order));
    if (near !== undefined && isBehind(near, start, order)) return at(near, true);
    // The far end itself counts, so compare it as if something came after it.
    if (far !== undefined && isBehind({ ...far, id: isAsc ? AFTER_ALL : '' }, start, order)) return at(start, false);
  }
  return entry.fromMs === entry.toMs ? undefined : at(isAsc ? afterAll(end) : beforeAll(end), false);
}
