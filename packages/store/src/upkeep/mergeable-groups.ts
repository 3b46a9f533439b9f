import { hourOf } from '@logwarren/contract';
import {
  compareInMoment,
  type HeaderDocument,
  headersOf,
  MAX_BUCKET_BYTES,
  MAX_BUCKET_RECORDS,
  MAX_STORED_BYTES,
  type PlaceInMoment,
} from '../bucket/index.ts';
import type { Store } from '../connection/index.ts';

/** Buckets below half of both limits are small; two of them always fit one. */
const SMALL_RECORDS = MAX_BUCKET_RECORDS / 2;
const SMALL_BYTES = MAX_BUCKET_BYTES / 2;
/** Most buckets that are merged into one: bounds the memory and the time of a transaction. */
const MAX_SOURCES = 500;
/** Most headers of small buckets in memory at a time, and in one read. */
const MAX_HEADERS = 2_000;
const HEADERS_PER_READ = 500;
/** The fields of a header that merging reads. */
export type SmallHeader = Pick<
  HeaderDocument,
  | '_id'
  | 'v'
  | 'service'
  | 'severity'
  | 'from'
  | 'fromPlaces'
  | 'count'
  | 'sizeBytes'
  | 'storedBytes'
  | 'batches'
  | 'ledger'
>;

/**
 * Groups of small buckets that belong together. Each group is within the limits of one bucket, and its buckets are
 * neighbours in time.
 *
 * Groups are found stream by stream, in the order of the index: an outage leaves tens of thousands of small buckets,
 * and no more than MAX_HEADERS are in memory at a time.
 */
export async function* mergeableGroups(store: Store, partition: string): AsyncGenerator<SmallHeader[]> {
  const small = headersOf(store, partition).find<SmallHeader>(
    { count: { $gt: 0, $lt: SMALL_RECORDS }, sizeBytes: { $lt: SMALL_BYTES } },
    // The index has the count, so the headers of full buckets are not read.
    {
      projection: {
        v: 1,
        service: 1,
        severity: 1,
        from: 1,
        fromPlaces: 1,
        count: 1,
        sizeBytes: 1,
        storedBytes: 1,
        batches: 1,
        ledger: 1,
      },
      hint: 'stream',
      batchSize: HEADERS_PER_READ,
    },
  );
  let stream: SmallHeader[] = [];
  for await (const header of small) {
    const [first] = stream;
    const isOther = first !== undefined && (first.service !== header.service || first.severity !== header.severity);
    if (isOther || stream.length >= MAX_HEADERS) {
      yield* packHours(stream);
      stream = [];
    }
    stream.push(header);
  }
  yield* packHours(stream);
}

/** Packs the buckets of one stream, hour by hour. */
function packHours(headers: SmallHeader[]): SmallHeader[][] {
  const hours = Map.groupBy(headers, ({ from }) => hourOf(from.getTime()));
  return [...hours.values()].flatMap(packStream);
}

/** Packs the buckets of one stream and hour, in the order of search, into groups that fit one bucket. */
export function packStream(headers: SmallHeader[]): SmallHeader[][] {
  const groups: SmallHeader[][] = [];
  let group: SmallHeader[] = [];
  let count = 0;
  let jsonBytes = 0;
  let storedBytes = 0;
  for (const header of headers.toSorted(byFirstRecord)) {
    count += header.count;
    jsonBytes += header.sizeBytes;
    storedBytes += header.storedBytes ?? 0;
    const isTooLarge = jsonBytes > MAX_BUCKET_BYTES || storedBytes > MAX_STORED_BYTES;
    if (count > MAX_BUCKET_RECORDS || isTooLarge || group.length >= MAX_SOURCES) {
      groups.push(group);
      group = [];
      count = header.count;
      jsonBytes = header.sizeBytes;
      storedBytes = header.storedBytes ?? 0;
    }
    group.push(header);
  }
  groups.push(group);
  return groups.filter((each) => each.length > 1);
}

function byFirstRecord(a: SmallHeader, b: SmallHeader): number {
  return a.from.getTime() - b.from.getTime() || compareInMoment(firstPlace(a), firstPlace(b));
}

function firstPlace({ fromPlaces }: SmallHeader): PlaceInMoment {
  return fromPlaces?.[0]?.first ?? { origin: '', ordinal: 0 };
}
