import { StoreUnavailableError } from '../errors.ts';
import type { Store } from '../store.ts';

/** What a collector saw of a queue in the last seconds. */
export interface QueueSample {
  queue: string;
  /** Most messages that were ready. */
  ready: number;
  /** Most messages that this collector held. */
  held: number;
  /** Most messages that this collector may hold. */
  capacity: number;
}

interface SampleDocument extends QueueSample {
  /** Collector and queue. */
  _id: string;
  at: Date;
}

/** A sample older than this says nothing of now. */
const FRESH_MS = 20_000;
const KEEP_SECONDS = 3_600;

function samplesOf(store: Store) {
  return store.db.collection<SampleDocument>('ledger_queues');
}

/** Makes the index that forgets collectors that are gone. @throws StoreUnavailableError */
export async function ensureSampleIndex(store: Store): Promise<void> {
  try {
    await samplesOf(store).createIndex({ at: 1 }, { name: 'old', expireAfterSeconds: KEEP_SECONDS });
  } catch (error) {
    throw new StoreUnavailableError('cannot make the index of queue samples', error);
  }
}

/**
 * Writes what a collector has seen.
 *
 * @param collector different for each process
 * @throws StoreUnavailableError
 */
export async function saveSamples(store: Store, collector: string, samples: readonly QueueSample[]): Promise<void> {
  try {
    await samplesOf(store).bulkWrite(
      samples.map((sample) => ({
        updateOne: {
          filter: { _id: `${collector} ${sample.queue}` },
          update: { $set: { ...sample }, $currentDate: { at: true as const } },
          upsert: true,
        },
      })),
      // Lost samples are replaced by the next ones.
      { ordered: false, writeConcern: { w: 1 } },
    );
  } catch (error) {
    throw new StoreUnavailableError('cannot save queue samples', error);
  }
}

/** Messages on their way, as the collectors see them. */
export interface QueueBacklog {
  /** Ready in all queues. */
  ready: number;
  /** Held by all collectors. */
  held: number;
  /** May be held by all collectors. */
  capacity: number;
  /** Moment of the oldest sample used, ms since the epoch. */
  sinceMs: number;
}

/**
 * What RabbitMQ holds now.
 *
 * @returns undefined when no collector says so: none is running, or none reaches RabbitMQ
 */
export async function readBacklog(store: Store): Promise<QueueBacklog | undefined> {
  const fresh = await samplesOf(store)
    .find({ $expr: { $gt: ['$at', { $subtract: ['$$NOW', FRESH_MS] }] } })
    .toArray();
  if (fresh.length === 0) return undefined;
  const readyByQueue = new Map<string, number>();
  for (const { queue, ready } of fresh) readyByQueue.set(queue, Math.max(ready, readyByQueue.get(queue) ?? 0));
  return {
    ready: [...readyByQueue.values()].reduce((sum, ready) => sum + ready, 0),
    held: fresh.reduce((sum, { held }) => sum + held, 0),
    capacity: fresh.reduce((sum, { capacity }) => sum + capacity, 0),
    sinceMs: Math.min(...fresh.map(({ at }) => at.getTime())),
  };
}
