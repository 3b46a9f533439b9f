import { headersOf } from '../bucket/index.ts';
import type { Store } from '../connection/index.ts';
import { type RunningQuery, readTimeOf } from '../read/index.ts';

/**
 * Timestamps of the oldest and the newest record in the partitions of a snapshot, ms, both included.
 *
 * @returns undefined when there is none
 */
export async function timeBounds(
  store: Store,
  running: RunningQuery,
): Promise<{ fromMs: number; toMs: number } | undefined> {
  let fromMs = Number.POSITIVE_INFINITY;
  let toMs = Number.NEGATIVE_INFINITY;
  for (const { _id } of running.snapshot.partitions) {
    const headers = headersOf(store, _id);
    const { session, signal } = running.snapshot;
    const options = { session, signal, maxTimeMS: readTimeOf(running), projection: { _id: 0, from: 1, to: 1 } };
    const oldest = await headers.findOne({ count: { $gt: 0 } }, { ...options, sort: { from: 1 } });
    const newest = await headers.findOne({ count: { $gt: 0 } }, { ...options, sort: { to: -1 } });
    if (oldest !== null) fromMs = Math.min(fromMs, oldest.from.getTime());
    if (newest !== null) toMs = Math.max(toMs, newest.to.getTime());
  }
  return fromMs <= toMs ? { fromMs, toMs } : undefined;
}
