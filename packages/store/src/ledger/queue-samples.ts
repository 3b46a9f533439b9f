import { type Store, StoreUnavailableError } from '../connection/index.ts';
import type { ReadBounds } from './ledger-query.ts';

/** A collector's view of a queue in the last seconds. */
export interface QueueSample {
  queue: string;
  /** Most messages that were ready. */
  ready: number;
  /** Most messages that this collector held at once. */
  held: number;
  /** Most messages that this collector may hold. */
  capacity: number;
}

interface SampleDocument extends QueueSample {
  /** Collector and queue. */
  _id: string;
  at: Date;
}

/** A sample older than this says nothing about now. */
const FRESH_MS = 20_000;
const KEEP_SECONDS = 3_600;

function samplesOf(store: Store) {
  return store.db.collection<SampleDocument>('ledger_queues');
}

/** Makes the index that forgets collectors that no longer run. @throws StoreUnavailableError */
export async function ensureSampleIndex(store: Store): Promise<void> {
  try {
    await samplesOf(store).createIndex({ at: 1 }, { name: 'old', expireAfterSeconds: KEEP_SECONDS });
  } catch (error) {
    throw new StoreUnavailableError('cannot make the index of queue samples', error);
  }
}

/**
 * Writes the counts that a collector has seen.
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
      // The next samples replace a lost one.
      { ordered: false, writeConcern: { w: 1 } },
    );
  } catch (error) {
    throw new StoreUnavailableError('cannot save queue samples', error);
  }
}

/** RabbitMQ's own counts for a queue. */
export interface CountedQueue {
  queue: string;
  ready: number;
  consumers: number;
}

/** Messages on their way. */
export interface QueueBacklog {
  /** Ready in all queues. */
  ready: number;
  /** Messages that all collectors hold; undefined when one of them has not reported it. */
  held: number | undefined;
  /** Most messages that all collectors may hold; infinite when `held` is unknown. */
  capacity: number;
  /** Moment of the oldest sample used, ms since the epoch. */
  sinceMs: number;
}

/**
 * Counts the messages that RabbitMQ and the collectors hold now.
 *
 * @param counted RabbitMQ's own counts, taken a moment ago; undefined when it could not be asked
 * @returns undefined if the number is unknown: RabbitMQ could not be asked, and no collector has reported it
 */
export async function readBacklog(
  store: Store,
  counted: readonly CountedQueue[] | undefined,
  bounds: ReadBounds,
): Promise<QueueBacklog | undefined> {
  const fresh = await samplesOf(store)
    .find({ $expr: { $gt: ['$at', { $subtract: ['$$NOW', FRESH_MS] }] } }, bounds)
    .toArray();
  return backlogOf(fresh, counted, Date.now());
}

/**
 * Combines the counts of collectors and RabbitMQ. Neither count includes messages that were just taken from a queue, so
 * the larger number is right. RabbitMQ reports the number of consumers, but not how much they hold.
 */
export function backlogOf(
  fresh: readonly (QueueSample & { at: Date })[],
  counted: readonly CountedQueue[] | undefined,
  nowMs: number,
): QueueBacklog | undefined {
  if (fresh.length === 0 && counted === undefined) return undefined;
  const readyByQueue = new Map<string, number>();
  for (const { queue, ready } of [...fresh, ...(counted ?? [])]) {
    readyByQueue.set(queue, Math.max(ready, readyByQueue.get(queue) ?? 0));
  }
  const told = Map.groupBy(fresh, ({ queue }) => queue);
  const isKnown = (counted ?? []).every(({ consumers, queue }) => consumers <= (told.get(queue)?.length ?? 0));
  const sum = (numbers: Iterable<number>) => [...numbers].reduce((total, number) => total + number, 0);
  return {
    ready: sum(readyByQueue.values()),
    held: isKnown ? sum(fresh.map(({ held }) => held)) : undefined,
    capacity: isKnown ? sum(fresh.map(({ capacity }) => capacity)) : Number.POSITIVE_INFINITY,
    sinceMs: Math.min(nowMs, ...fresh.map(({ at }) => at.getTime())),
  };
}
