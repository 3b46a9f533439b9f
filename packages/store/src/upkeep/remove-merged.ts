import type { Binary } from 'mongodb';
import { idText, recordsOf } from '../bucket/index.ts';
import { concernsOneWrite, type Store } from '../connection/index.ts';
import { partitionsOf } from '../partitions/index.ts';

/** How long old records documents outlive their header; longer than a query takes. */
const REMOVE_AFTER_MS = 60_000;
/** Most documents to remove at a time: one command holds all of their ids, within MongoDB's limit of 16 MiB. */
const SLICE = 5_000;

/** Records documents whose headers were merged away. */
interface RemovalDocument {
  _id: Binary;
  partition: string;
  at: Date;
}

/** The list of records documents that merging has left for readers in flight. */
export function removalsOf(store: Store) {
  return store.db.collection<RemovalDocument>('removals');
}

interface RemoveOptions {
  signal: AbortSignal;
  /** How long they stay, ms; shorter only in tests. */
  removeAfterMs?: number;
  /** Called for each partition whose documents cannot be deleted; the other partitions continue. */
  onFailure: (error: unknown, partition: string) => void;
}

/**
 * Deletes records documents that were merged away long enough ago.
 *
 * @returns how many
 */
export async function removeMerged(
  store: Store,
  { removeAfterMs = REMOVE_AFTER_MS, signal, onFailure }: RemoveOptions,
): Promise<number> {
  const existing = new Set((await partitionsOf(store).find({ state: 'open' }).toArray()).map(({ _id }) => _id));
  const failing: string[] = [];
  const seen = new Set<string>();
  for (;;) {
    signal.throwIfAborted();
    const due = await removalsOf(store)
      .find({ partition: { $nin: failing }, $expr: { $lte: ['$at', { $subtract: ['$$NOW', removeAfterMs] }] } })
      .limit(SLICE)
      .toArray();
    for (const [partition, removals] of Map.groupBy(due, (removal) => removal.partition)) {
      const ids = removals.map(({ _id }) => _id);
      try {
        if (existing.has(partition)) await recordsOf(store, partition).deleteMany({ _id: { $in: ids } });
      } catch (error) {
        if (!concernsOneWrite(error)) throw error;
        failing.push(partition);
        onFailure(error, partition);
        continue;
      }
      await removalsOf(store).deleteMany({ _id: { $in: ids } });
      for (const id of ids) seen.add(idText(id));
    }
    if (due.length < SLICE) return seen.size;
  }
}
