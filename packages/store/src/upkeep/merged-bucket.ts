import { createBatchIds, toColumns } from '@logwarren/contract';
import {
  assembleBucket,
  comparePlaces,
  type NewBucket,
  openBucket,
  PlaceList,
  type RecordsDocument,
  type StoredRecord,
  storedBound,
  uniteEntries,
} from '../bucket/index.ts';
import type { SmallHeader } from './mergeable-groups.ts';

const newBucketId = createBatchIds();

/**
 * Makes one bucket from the records of several, in the order of search.
 *
 * @param old their records documents, in any order
 */
export function uniteBuckets(group: readonly SmallHeader[], old: readonly RecordsDocument[]): NewBucket {
  const records = old.flatMap((document) => openBucket(document).records).sort(byPosition);
  const places = new PlaceList();
  for (const { place } of records) places.add(place);
  return assembleBucket(newBucketId(), group[0] as SmallHeader, toColumns(records), {
    places: places.build(),
    batches: group.flatMap(({ batches }) => batches),
    sizeBytes: group.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    ledger: uniteEntries(group.flatMap(({ ledger = [] }) => ledger)),
  });
}

/** Upper bound of a document's size as BSON, alone or beside others; see `storedBound`. */
export function boundOf(document: RecordsDocument, jsonBytes: number): number {
  return storedBound(toColumns(openBucket(document).records), jsonBytes);
}

function byPosition(a: StoredRecord, b: StoredRecord): number {
  return a.timestamp - b.timestamp || (a.nanos ?? 0) - (b.nanos ?? 0) || comparePlaces(a.place, b.place);
}
