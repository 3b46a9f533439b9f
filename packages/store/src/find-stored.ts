import { batchIdFrom } from '@logwarren/contract';
import type { Binary, ClientSession } from 'mongodb';
import { type BatchPart, idBytes, idText } from './bucket.ts';
import { DAY_MS, dayStart, idDay } from './days.ts';
import { StoreUnavailableError } from './errors.ts';
import { daysOf, mayHoldDay, type PartitionDocument } from './partition.ts';
import type { SealedDay, WriterView } from './placement.ts';
import { readSnapshot } from './read-snapshot.ts';
import { sealPartition } from './seal-partition.ts';
import { headersOf, partitionsOf, type Store } from './store.ts';

/**
 * Parts that a partition of an earlier time holds.
 *
 * Only sealed partitions are asked, in a snapshot that shows the seal: what it does not find there can never come to be
 * there. Which of them may hold a part is told by the day in its id; what they hold of that day is looked up once and
 * remembered when it is little, as it is of a day that began just before they were sealed. So today's batches cost no
 * look-up.
 */

const EVERYTHING = { fromMs: Number.NEGATIVE_INFINITY, toMs: Number.POSITIVE_INFINITY };
const MAX_TIME_MS = 5_000;
/** Headers of a day whose ids are remembered by their range; of more, each part is looked up. */
const FEW_HEADERS = 500;

/** What is known of parts that other partitions may hold. */
export interface StoredElsewhere {
  stored: Set<BatchPart>;
  /** Parts of which nothing is known, with the reason. */
  failed: Map<BatchPart, Error>;
}

/** Looks parts up in all partitions but the one that is written to. Never throws: a day that fails stops no other. */
export async function findStored(
  store: Store,
  view: WriterView,
  parts: readonly BatchPart[],
): Promise<StoredElsewhere> {
  const found: StoredElsewhere = { stored: new Set(), failed: new Map() };
  if (view.others.length === 0) return found;
  for (const [day, ofDay] of Map.groupBy(parts, ({ batchId }) => idDay(batchId))) {
    for (const partition of view.others) {
      if (!mayHoldDay(daysOf(partition), day)) continue;
      const asked = ofDay.filter((part) => mayHold(store.writer.sealed.get(keyOf(partition, day)), part));
      if (asked.length === 0) continue;
      try {
        for (const part of await lookUp(store, partition, day, asked)) found.stored.add(part);
      } catch (error) {
        const what = `cannot tell which of ${asked.length} batch parts are stored in ${partition._id}`;
        for (const part of asked) found.failed.set(part, new StoreUnavailableError(what, error));
      }
    }
  }
  return found;
}

function keyOf({ _id }: PartitionDocument, day: string): string {
  return `${_id} ${day}`;
}

function mayHold(known: SealedDay | undefined, { partId }: BatchPart): boolean {
  if (known === 'none') return false;
  return known === undefined || known === 'many' || (partId >= known.first && partId <= known.last);
}

/** Parts that a partition holds. */
async function lookUp(store: Store, partition: PartitionDocument, day: string, parts: BatchPart[]) {
  if (partition.sealedAt === undefined) await sealPartition(store, partition._id);
  return await readSnapshot(store, EVERYTHING, async ({ session, partitions }) => {
    const seen = partitions.find(({ _id }) => _id === partition._id);
    if (seen?.sealedAt === undefined) {
      const isThere = (await partitionsOf(store).findOne({ _id: partition._id, state: 'open' })) !== null;
      if (isThere) throw new Error(`the seal of ${partition._id} is not written by a majority yet`);
      return [];
    }
    const key = keyOf(partition, day);
    if (!store.writer.sealed.has(key)) {
      store.writer.sealed.set(key, await sealedDay(store, partition._id, day, session));
    }
    const known = store.writer.sealed.get(key);
    const asked = parts.filter((part) => mayHold(known, part));
    if (asked.length === 0) return [];
    const stored = await storedIds(store, partition._id, asked, session);
    return asked.filter(({ partId }) => stored.has(partId));
  });
}

/** Ids of parts that committed headers of a partition hold, among others. */
async function storedIds(store: Store, partition: string, parts: readonly BatchPart[], session: ClientSession) {
  const headers = await headersOf(store, partition)
    .find(
      { batches: { $in: parts.map(({ partId }) => idBytes(partId)) } },
      { session, projection: { batches: 1 }, maxTimeMS: MAX_TIME_MS },
    )
    .toArray();
  return new Set(headers.flatMap(({ batches }) => batches.map((id: Binary) => idText(id))));
}

async function sealedDay(store: Store, partition: string, day: string, session: ClientSession): Promise<SealedDay> {
  const startMs = dayStart(day);
  const [first, end] = [idOf(startMs), idOf(startMs + DAY_MS)];
  const headers = await headersOf(store, partition)
    .find(
      { batches: { $elemMatch: { $gte: idBytes(first), $lt: idBytes(end) } } },
      { session, projection: { batches: 1 }, limit: FEW_HEADERS + 1, maxTimeMS: MAX_TIME_MS },
    )
    .toArray();
  if (headers.length > FEW_HEADERS) return 'many';
  const ids = headers.flatMap(({ batches }) => batches.map((id: Binary) => idText(id)));
  const ofDay = ids.filter((id) => id >= first && id < end).sort();
  return ofDay.length === 0 ? 'none' : { first: ofDay[0] as string, last: ofDay.at(-1) as string };
}

/** Smallest batch id of a moment. */
function idOf(ms: number): string {
  return batchIdFrom(ms, 0, new Uint8Array(6));
}
