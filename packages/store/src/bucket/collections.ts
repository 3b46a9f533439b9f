import type { Collection, Filter } from 'mongodb';
import type { Store } from '../connection/index.ts';
import type { HeaderDocument } from './bucket.ts';
import type { RecordsDocument } from './records-document.ts';

/** The headers of a partition. */
export function headersOf(store: Store, partition: string): Collection<HeaderDocument> {
  return store.db.collection<HeaderDocument>(`buckets_${partition}`);
}

/** The records documents of a partition. */
export function recordsOf(store: Store, partition: string): Collection<RecordsDocument> {
  return store.db.collection<RecordsDocument>(`records_${partition}`);
}

/**
 * Matches every header. MongoDB tests a range of time in the index `stream`, instead of in every header, only when the
 * query also has a condition on the first field of the index.
 */
export const ANY_SERVICE: Filter<HeaderDocument> = { service: { $gt: '' } };
