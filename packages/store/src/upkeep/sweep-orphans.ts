import { firstIdAt, SEVERITY_BASE, timeOfId } from '@logwarren/contract';
import { Binary } from 'mongodb';
import { COMMIT_LIMIT_MS, type HeaderDocument, headersOf, idBytes, idText, recordsOf } from '../bucket/index.ts';
import { FORMAT, hasCode, type Store } from '../connection/index.ts';
import { eachPartition, type PartitionDocument, partitionsOf } from '../partitions/index.ts';

/**
 * Orphans: records documents without a header. A collector that died between the two inserts left them behind. Its
 * batches were not acked, so they were stored again in other buckets.
 *
 * A collector that was only frozen might still insert the header. So the sweeper first puts an empty tombstone with the
 * same id in the header's place: MongoDB then refuses the late insert, and the collector builds a new bucket.
 */

/** Only buckets of this age can be orphans: no collector commits that late (COMMIT_LIMIT_MS). */
const MIN_AGE_MS = 6 * COMMIT_LIMIT_MS;
const SLICE = 5_000;

interface SweepOptions {
  signal: AbortSignal;
  /** Age from which a bucket without a header is an orphan, ms; shorter only in tests. */
  minAgeMs?: number;
}

/**
 * Removes orphans in every partition; a partition that fails stops no other.
 *
 * @returns how many were removed
 * @throws StoreUnavailableError
 */
export async function sweepOrphans(store: Store, { signal, minAgeMs = MIN_AGE_MS }: SweepOptions): Promise<number> {
  let swept = 0;
  await eachPartition(store, 'cannot sweep', async (partition) => {
    signal.throwIfAborted();
    swept += await sweepPartition(store, partition, Date.now() - minAgeMs, signal);
  });
  return swept;
}

async function sweepPartition(
  store: Store,
  { _id: partition, sweptTo }: PartitionDocument,
  toMs: number,
  signal: AbortSignal,
): Promise<number> {
  let swept = 0;
  let after = idBytes(firstIdAt(sweptTo?.getTime() ?? 0));
  const end = idBytes(firstIdAt(toMs));
  for (;;) {
    signal.throwIfAborted();
    const slice = await recordsOf(store, partition)
      .find({ _id: { $gt: after, $lt: end } }, { projection: { _id: 1 } })
      .sort({ _id: 1 })
      .limit(SLICE)
      .toArray();
    const last = slice.at(-1);
    if (last === undefined) break;
    swept += await sweepSlice(
      store,
      partition,
      slice.map(({ _id }) => _id),
    );
    after = last._id;
    await partitionsOf(store).updateOne(
      { _id: partition },
      // Another sweeper may be further.
      { $max: { sweptTo: new Date(timeOfId(idText(after)) - 1) } },
    );
  }
  return swept;
}

async function sweepSlice(store: Store, partition: string, ids: Binary[]): Promise<number> {
  const headers = headersOf(store, partition);
  const committed = await headers.find({ _id: { $in: ids } }, { projection: { _id: 1 } }).toArray();
  const removals = await store.db
    .collection<{ _id: Binary }>('removals')
    .find({ _id: { $in: ids } }, { projection: { _id: 1 } })
    .toArray();
  const known = new Set([...committed, ...removals].map(({ _id }) => idText(_id)));
  const orphans = ids.filter((id) => !known.has(idText(id)));
  let swept = 0;
  for (const id of orphans) {
    if (!(await placeTombstone(store, partition, id))) continue;
    await recordsOf(store, partition).deleteOne({ _id: id });
    swept += 1;
  }
  return swept;
}

/** False if the header has come after all. */
async function placeTombstone(store: Store, partition: string, id: Binary): Promise<boolean> {
  const never = new Date(-8.64e15);
  const tombstone: HeaderDocument = {
    _id: id,
    v: FORMAT,
    service: '',
    severity: 'TRACE',
    severityNumber: SEVERITY_BASE.TRACE,
    from: never,
    to: never,
    count: 0,
    sizeBytes: 0,
    // Its own id, because the index on `batches` takes a missing value only once.
    batches: [id],
    termBits: 0,
    terms: new Binary(new Uint8Array()),
    grams: new Binary(new Uint8Array()),
  };
  try {
    await headersOf(store, partition).insertOne(tombstone, { bypassDocumentValidation: true });
    return true;
  } catch (error) {
    if (hasCode(error, 11000)) return false;
    throw error;
  }
}
