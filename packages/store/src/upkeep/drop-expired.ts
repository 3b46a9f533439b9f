import { type Store, StoreUnavailableError, utcDay } from '../connection/index.ts';
import { type PartitionDocument, partitionsOf, refreshView, sealPartition } from '../partitions/index.ts';
import { dropCollections, dropFences } from './drop-collections.ts';

/** A partition that was, or in a dry run would be, dropped. */
export interface DroppedPartition {
  partition: string;
  /** As last counted; see `refreshPartitions`. */
  records: number;
  /** On disk with indexes, bytes. */
  sizeBytes: number;
  /** Range of event time, ms. */
  fromMs: number;
  toMs: number;
  /** When its last record was received, ms. */
  lastStoredAtMs: number;
}

interface DropOptions {
  /** A partition is dropped when its newest record was received longer ago than this, ms; at least ten minutes. */
  retentionMs: number;
  /** Only reports what would be dropped. */
  dryRun: boolean;
  /** How long partitions are kept if more than one day of them is due at the same time, ms. */
  holdMs: number;
  /** An operator asked for it: neither clocks nor `holdMs` matter. */
  isConfirmed?: boolean;
  /** The clock of this process, ms since the epoch. */
  now?: () => number;
}

/** Partitions that a call dropped or held, oldest first. */
interface DropReport {
  dropped: DroppedPartition[];
  /** Partitions past their retention that are kept for now. */
  held: DroppedPartition[];
  /** Why they are held: the clocks of this process and of MongoDB differ, or more than one day is due. */
  reason?: 'clocks-differ' | 'more-than-a-day';
  /** Condemned, but still there: the next call tries again. */
  failed: { partition: string; error: unknown }[];
}

/** With a shorter retention, a writer's read of the catalogue (every 30 s) would no longer protect what it writes. */
const MIN_RETENTION_MS = 10 * 60_000;

/** If clocks differ by more than this, one of them is wrong or has jumped. */
const MAX_CLOCK_DIFFERENCE_MS = 5 * 60_000;

/**
 * Drops partitions whose every record is past its retention. Whole collections go: there are no deletes, and the space
 * is free at once.
 *
 * Retention counts from receipt by MongoDB's clock. If that clock jumps ahead, everything is due at once. So nothing is
 * dropped while the clock of this process disagrees, and more than one day of records is kept for `holdMs` after it was
 * first seen to be due. If a drop was interrupted, or gave up waiting for a transaction, the next call finishes it. One
 * that fails stops no other.
 *
 * @throws StoreUnavailableError
 */
export async function dropExpired(store: Store, options: DropOptions): Promise<DropReport> {
  const { retentionMs, dryRun } = options;
  if (retentionMs < MIN_RETENTION_MS) throw new Error(`BUG: retention of ${retentionMs} ms is below ten minutes`);
  const isExpired = { $lt: ['$lastStoredAt', { $subtract: ['$$NOW', retentionMs] }] };
  try {
    const due = await partitionsOf(store)
      .find({ $or: [{ state: 'dropping' }, { $expr: isExpired }] })
      .sort({ lastStoredAt: 1 })
      .toArray();
    const { chosen, held, reason } = await chooseDue(store, due, options);
    const report: DropReport = { dropped: [], held: held.map(describe), ...(reason ? { reason } : {}), failed: [] };
    if (dryRun) return { ...report, dropped: chosen.map(describe) };
    const condemned: PartitionDocument[] = [];
    for (const partition of chosen) {
      const { matchedCount } = await partitionsOf(store).updateOne(
        { _id: partition._id, $or: [{ state: 'dropping' }, { $expr: isExpired }] },
        { $set: { state: 'dropping' } },
      );
      // Otherwise something was stored in it since it was listed.
      if (matchedCount > 0) condemned.push(partition);
    }
    if (condemned.length > 0) await refreshView(store);
    for (const partition of condemned) await dropPartition(store, partition, report);
    await dropFences(store);
    return report;
  } catch (error) {
    throw new StoreUnavailableError('cannot drop expired partitions', error);
  }
}

/** The due partitions to drop now. A condemned partition can no longer be found, so it is always dropped. */
async function chooseDue(
  store: Store,
  due: readonly PartitionDocument[],
  { holdMs, isConfirmed = false, dryRun, now = Date.now }: DropOptions,
): Promise<{ chosen: PartitionDocument[]; held: PartitionDocument[]; reason?: DropReport['reason'] }> {
  const condemned = due.filter(({ state }) => state === 'dropping');
  const expired = due.filter(({ state }) => state !== 'dropping');
  if (isConfirmed) return { chosen: [...due], held: [] };
  const before = now();
  const { localTime } = await store.db.command({ hello: 1 });
  const serverMs = (localTime as Date).getTime();
  const isClose = serverMs > before - MAX_CLOCK_DIFFERENCE_MS && serverMs < now() + MAX_CLOCK_DIFFERENCE_MS;
  const seenAt = await noteDue(store, expired, dryRun);
  if (!isClose && expired.length > 0) return { chosen: condemned, held: expired, reason: 'clocks-differ' };
  const days = new Set(expired.map(({ lastStoredAt }) => utcDay(lastStoredAt)));
  if (days.size <= 1) return { chosen: [...due], held: [] };
  const isHeld = ({ _id }: PartitionDocument) => holdMs > 0 && (seenAt.get(_id) ?? serverMs) > serverMs - holdMs;
  const held = expired.filter(isHeld);
  const reason = held.length > 0 ? ('more-than-a-day' as const) : undefined;
  return { chosen: due.filter((partition) => !held.includes(partition)), held, reason };
}

/**
 * Notes in the catalogue when partitions were first seen to be due, and clears the note for those that no longer are.
 */
async function noteDue(
  store: Store,
  expired: readonly PartitionDocument[],
  dryRun: boolean,
): Promise<Map<string, number>> {
  const ids = expired.map(({ _id }) => _id);
  if (!dryRun) {
    await partitionsOf(store).updateMany({ _id: { $nin: ids }, dueAt: { $exists: true } }, { $unset: { dueAt: 1 } });
    await partitionsOf(store).updateMany({ _id: { $in: ids }, dueAt: { $exists: false } }, [
      { $set: { dueAt: '$$NOW' } },
    ]);
  }
  const noted = await partitionsOf(store)
    .find({ _id: { $in: ids }, dueAt: { $exists: true } })
    .toArray();
  return new Map(noted.map(({ _id, dueAt }) => [_id, (dueAt as Date).getTime()]));
}

/**
 * Drops the collections of a condemned partition, then its entry.
 *
 * It is sealed first, so that a collector that was frozen before it was condemned cannot store into it and believe that
 * the records are kept. Its name is never used again, so a frozen drop that resumes meets nothing new.
 */
async function dropPartition(store: Store, partition: PartitionDocument, report: DropReport): Promise<void> {
  const { _id } = partition;
  try {
    await sealPartition(store, _id);
    await dropCollections(store, _id);
    await store.db.collection('removals').deleteMany({ partition: _id });
    await partitionsOf(store).deleteOne({ _id, state: 'dropping' });
    report.dropped.push(describe(partition));
  } catch (error) {
    report.failed.push({ partition: _id, error });
  }
}

function describe(partition: PartitionDocument): DroppedPartition {
  return {
    partition: partition._id,
    records: partition.records,
    sizeBytes: partition.sizeBytes,
    fromMs: partition.from.getTime(),
    toMs: partition.to.getTime(),
    lastStoredAtMs: partition.lastStoredAt.getTime(),
  };
}
