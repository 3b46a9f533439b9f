import type { Filter as MongoFilter } from 'mongodb';
import { type HeaderDocument, headersOf } from '../bucket/index.ts';
import { hasCode, MAX_TIME_EXPIRED, type Store } from '../connection/index.ts';
import type { PartitionDocument } from '../partitions/index.ts';
import { liesInside, type RunningQuery, readTimeOf, type TimeRange } from '../read/index.ts';
import type { Candidate } from '../sampling/index.ts';

/** Most headers that a query keeps in memory, about 80 MiB. That many full buckets hold 200 million records. */
const MOST_HEADERS = 200_000;
/** Headers read between two checks of the clock. */
const GROUP = 1_000;

/** Options of the read, besides the query that it belongs to. */
export interface Scan extends RunningQuery {
  /** Condition on the candidate headers, beside that of the filter. */
  condition: MongoFilter<HeaderDocument>;
}

/** A bucket and where it is. */
export interface PlacedBucket extends Candidate {
  partition: string;
  /** True if some of its records may be outside the range. */
  straddles: boolean;
}

interface Candidates {
  /** Newest partition first, in each the newest first. */
  buckets: PlacedBucket[];
  /** False when the time was up, or when there are more headers than one query may keep. */
  complete: boolean;
}

type ProjectedHeader = Pick<HeaderDocument, '_id' | 'service' | 'severityNumber' | 'from' | 'to' | 'count'>;

/** The buckets that may hold matches. */
export async function candidatesOf(store: Store, scan: Scan): Promise<Candidates> {
  const buckets: PlacedBucket[] = [];
  // Each header brings a copy of its service's name.
  const names = new Map<string, string>();
  try {
    for (const partition of scan.snapshot.partitions) {
      scan.signal?.throwIfAborted();
      for await (const header of readHeaders(store, scan, partition)) {
        if (buckets.length >= MOST_HEADERS) return { buckets, complete: false };
        if (buckets.length % GROUP === GROUP - 1 && scan.clock() > scan.deadline) return { buckets, complete: false };
        const service = names.get(header.service) ?? header.service;
        names.set(service, service);
        buckets.push(placedBucket(partition._id, service, header, scan.range));
      }
    }
    return { buckets, complete: true };
  } catch (error) {
    if (hasCode(error, MAX_TIME_EXPIRED)) return { buckets, complete: false };
    throw error;
  }
}

function placedBucket(
  partition: string,
  service: string,
  { _id, severityNumber, from, to, count }: ProjectedHeader,
  range: TimeRange,
): PlacedBucket {
  const straddles = !liesInside({ from, to }, range);
  return { partition, _id, service, severityNumber, fromMs: from.getTime(), records: count, straddles };
}

function readHeaders(store: Store, scan: Scan, partition: PartitionDocument) {
  const { session, signal } = scan.snapshot;
  const conditions = { $and: [scan.condition, scan.filter.headersIn(partition), { count: { $gt: 0 } }] };
  const projection = { service: 1, severityNumber: 1, from: 1, to: 1, count: 1 };
  const maxTimeMS = readTimeOf(scan);
  return headersOf(store, partition._id)
    .find<ProjectedHeader>(conditions, { session, signal, projection, maxTimeMS })
    .sort({ to: -1 });
}
