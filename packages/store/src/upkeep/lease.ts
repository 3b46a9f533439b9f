import { delay, UnknownFormatError } from '@logwarren/common';
import type { Collection } from 'mongodb';
import { FORMAT, hasCode, readable, type Store, StoreUnavailableError, type Versioned } from '../connection/index.ts';

/** A job that only one worker at a time may do, and its present worker. */
interface LeaseDocument extends Versioned {
  _id: string;
  holder: string;
  /** By the server's clock, so that the workers' clocks do not matter. */
  until: Date;
}

function leasesOf(store: Store): Collection<LeaseDocument> {
  return store.db.collection<LeaseDocument>('leases');
}

/**
 * Does work while holding a lease, so that only one of several instances works at a time.
 *
 * The lease is renewed each third of its time. If that fails, the work's signal is aborted before the lease runs out.
 * The writes of the work must still be safe against a second worker (transactions, conditional updates): a frozen
 * process can wake up after its lease has gone to another.
 *
 * @param name name of the job
 * @returns the result of the work; undefined if another worker holds the lease
 */
export async function withLease<T>(
  store: Store,
  name: string,
  ttlMs: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  const holder = crypto.randomUUID();
  if (!(await takeLease(store, name, holder, ttlMs))) return undefined;
  const finished = new AbortController();
  const lost = new AbortController();
  const renewing = renewLease(store, { name, holder, ttlMs }, finished.signal).catch((error) => lost.abort(error));
  try {
    return await work(AbortSignal.any([signal, lost.signal]));
  } finally {
    finished.abort();
    await renewing;
    await leasesOf(store)
      .deleteOne({ _id: name, holder })
      .catch((error) => store.log.debug({ err: error, lease: name }, 'Lease not given back; it runs out by itself.'));
  }
}

/** True if the lease is ours now: it was free, had run out, or was ours before. */
async function takeLease(store: Store, name: string, holder: string, ttlMs: number): Promise<boolean> {
  const isOver = { $lt: [{ $ifNull: ['$until', new Date(0)] }, '$$NOW'] };
  const isKnown = { $lte: [{ $ifNull: ['$v', 0] }, FORMAT] };
  const isFree = { $and: [isKnown, { $or: [{ $eq: ['$holder', holder] }, isOver] }] };
  const update = {
    holder: { $cond: [isFree, holder, '$holder'] },
    v: { $cond: [isFree, FORMAT, '$v'] },
    until: { $cond: [isFree, { $add: ['$$NOW', ttlMs] }, '$until'] },
  };
  try {
    const lease = await leasesOf(store).findOneAndUpdate({ _id: name }, [{ $set: update }], {
      upsert: true,
      returnDocument: 'after',
    });
    if (lease !== null) readable('lease', [lease]);
    return lease?.holder === holder;
  } catch (error) {
    if (error instanceof UnknownFormatError) throw error;
    // Two upserts ran at once, and the other one was faster.
    if (hasCode(error, 11000)) return false;
    throw new StoreUnavailableError(`cannot take the lease ${name}`, error);
  }
}

async function renewLease(
  store: Store,
  { name, holder, ttlMs }: { name: string; holder: string; ttlMs: number },
  finished: AbortSignal,
): Promise<void> {
  let renewedAt = performance.now();
  while (!finished.aborted) {
    try {
      await delay(ttlMs / 3, finished);
    } catch {
      return;
    }
    const startedAt = performance.now();
    const held = await takeLease(store, name, holder, ttlMs).catch(() => undefined);
    if (held === false) throw new Error(`the lease ${name} went to another worker`);
    if (held === true) renewedAt = startedAt;
    else if (performance.now() - renewedAt > (ttlMs * 2) / 3) throw new Error(`the lease ${name} could not be renewed`);
  }
}
