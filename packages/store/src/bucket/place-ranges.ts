import { columnReader, type RecordColumns } from '@logwarren/contract';
import { eachPlace, type StoredPlaces } from './record-places.ts';

/**
 * The places of the records at both ends of a bucket, as its header stores them. Thousands of buckets may share one
 * millisecond, and a page then opens only those that hold its records (docs/decisions/0023-places-in-headers.md).
 *
 *     { from, to, fromPlaces: [{ first: { origin, ordinal }, last: { origin, ordinal } }, …], toPlaces: [ … ] }
 *
 * Headers of earlier builds have no places: their records may be anywhere within the millisecond.
 */
export interface EndPlaces {
  /** Ranges of the records at `from` and at `to`, in the order of search. They do not overlap. */
  fromPlaces?: PlaceRange[];
  toPlaces?: PlaceRange[];
}

/** Places from the first to the last, both included; usually of one origin. */
export interface PlaceRange {
  first: PlaceInMoment;
  last: PlaceInMoment;
}

/** Position of a record among those of its millisecond. */
export interface PlaceInMoment {
  /** 0 when absent. */
  nanos?: number;
  origin: string;
  ordinal: number;
}

/** Most ranges of one end. If there are more origins, neighbours share a range. */
const MAX_RANGES = 16;

/** Negative when `a` comes first. */
export function compareInMoment(a: PlaceInMoment, b: PlaceInMoment): number {
  const nanos = (a.nanos ?? 0) - (b.nanos ?? 0);
  if (nanos !== 0) return nanos;
  return a.origin === b.origin ? a.ordinal - b.ordinal : a.origin < b.origin ? -1 : 1;
}

/**
 * Summarises the places of the records at either end of a bucket.
 *
 * @param places of the records, in their order
 * @param span their smallest and largest timestamp, ms
 */
export function endPlaces(
  { columns }: RecordColumns,
  places: StoredPlaces,
  { fromMs, toMs }: { fromMs: number; toMs: number },
): Required<EndPlaces> {
  const timestamp = columnReader<number>(columns.timestamp);
  const nanosOf = columnReader<number>(columns.nanos);
  const atFrom: PlaceInMoment[] = [];
  const atTo: PlaceInMoment[] = [];
  let i = 0;
  for (const { origin, ordinal } of eachPlace(places)) {
    const [time, nanos] = [timestamp(i), nanosOf(i)];
    i += 1;
    if (time !== fromMs && time !== toMs) continue;
    const place = nanos ? { nanos, origin, ordinal } : { origin, ordinal };
    if (time === fromMs) atFrom.push(place);
    if (time === toMs) atTo.push(place);
  }
  return { fromPlaces: rangesOf(atFrom), toPlaces: rangesOf(atTo) };
}

function rangesOf(places: PlaceInMoment[]): PlaceRange[] {
  const ranges: PlaceRange[] = [];
  for (const place of places.sort(compareInMoment)) {
    const range = ranges.at(-1);
    if (range?.last.origin === place.origin && range.last.nanos === place.nanos) range.last = place;
    else ranges.push({ first: place, last: place });
  }
  const shared = Math.ceil(ranges.length / MAX_RANGES);
  if (shared <= 1) return ranges;
  const joined: PlaceRange[] = [];
  for (let at = 0; at < ranges.length; at += shared) {
    const { first } = ranges[at] as PlaceRange;
    const { last } = ranges[Math.min(at + shared, ranges.length) - 1] as PlaceRange;
    joined.push({ first, last });
  }
  return joined;
}
