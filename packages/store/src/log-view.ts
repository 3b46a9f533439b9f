import type { Document } from 'mongodb';
import { hasCode } from './errors.ts';
import { headersOf, partitionsOf, recordsOf, type Store } from './store.ts';

/** Name of the view for mongosh and Compass. */
export const LOG_VIEW = 'logs';
/** A collection that never exists: the view is the union of what follows. */
const NOTHING = 'buckets_none';

const NAMESPACE_NOT_FOUND = 26;
const NAMESPACE_EXISTS = 48;

/**
 * Redefines the view `logs` over the partitions there are: flat documents, newest partition first.
 *
 * It starts from the headers, so that only committed records show and conditions on service and severity use their
 * index. Search does not use it.
 */
export async function refreshView(store: Store): Promise<void> {
  const partitions = await partitionsOf(store).find({ state: 'open' }).sort({ _id: -1 }).toArray();
  const pipeline = partitions.map(({ _id }) => ({
    $unionWith: { coll: headersOf(store, _id).collectionName, pipeline: flatten(recordsOf(store, _id).collectionName) },
  }));
  try {
    await store.db.command({ collMod: LOG_VIEW, viewOn: NOTHING, pipeline });
  } catch (error) {
    if (!hasCode(error, NAMESPACE_NOT_FOUND)) throw error;
    await store.db.createCollection(LOG_VIEW, { viewOn: NOTHING, pipeline }).catch((raced) => {
      if (!hasCode(raced, NAMESPACE_EXISTS)) throw raced;
    });
  }
}

function flatten(records: string): Document[] {
  return [
    { $lookup: { from: records, localField: '_id', foreignField: '_id', as: 'bucket' } },
    { $unwind: '$bucket' },
    { $unwind: '$bucket.records' },
    {
      $project: {
        _id: '$bucket.records.id',
        timestamp: '$bucket.records.timestamp',
        service: 1,
        severity: 1,
        severityNumber: { $ifNull: ['$bucket.records.severityNumber', '$severityNumber'] },
        severityText: '$bucket.records.severityText',
        message: '$bucket.records.message',
        traceId: '$bucket.records.traceId',
        spanId: '$bucket.records.spanId',
        attributes: '$bucket.records.attributes',
        observedAt: '$bucket.records.observedAt',
        nanos: '$bucket.records.nanos',
      },
    },
  ];
}
