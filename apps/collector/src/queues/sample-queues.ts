import { randomUUID } from 'node:crypto';
import type { Backlog, Consumer } from '@logwarren/broker';
import { delay, type Logger, messageOf } from '@logwarren/common';
import { ensureSampleIndex, type QueueSample, type Store, saveSamples } from '@logwarren/store';

/** A queue that this collector consumes. */
export interface WatchedQueue {
  queue: string;
  consumer: Pick<Consumer, 'backlog'>;
  /** Messages that the consumer may hold. */
  capacity: number;
}

/** The queues to sample, and the receiver of the samples. */
interface SampleOptions {
  store: Store;
  queues: readonly WatchedQueue[];
  log: Logger;
  /** Called with each sample of a queue; undefined when the queue could not be read. */
  onSample: (queue: string, backlog: Backlog | undefined) => void;
  /** Time between two looks, ms; 2 s, except in tests. */
  everyMs?: number;
}

const SAMPLE_MS = 2_000;
/** The ledger gets the largest values of this many samples: messages just taken from a queue are not stored yet. */
const WINDOW = 3;

/**
 * Writes to the ledger, every two seconds, how many records are on their way; stops when disposed of. Without these
 * numbers the ledger could not distinguish missing records from late ones. Sampling does not wait for MongoDB: the
 * queues matter most during its outage.
 */
export function sampleQueues(options: SampleOptions): AsyncDisposable {
  const closing = new AbortController();
  const running = run(options, closing.signal);
  return {
    async [Symbol.asyncDispose]() {
      closing.abort(new Error('closing'));
      await running;
    },
  };
}

async function run(
  { everyMs = SAMPLE_MS, log, onSample, queues, store }: SampleOptions,
  signal: AbortSignal,
): Promise<void> {
  const collector = randomUUID();
  const windows = queues.map((): QueueSample[] => []);
  let hasIndex = false;
  let saving: Promise<void> | undefined;
  const save = async (seen: QueueSample[]) => {
    try {
      if (!hasIndex) await ensureSampleIndex(store);
      hasIndex = true;
      if (seen.length > 0) await saveSamples(store, collector, seen);
    } catch (error) {
      log.debug({ reason: messageOf(error) }, 'The ledger is told of the queues later.');
    }
  };
  while (!signal.aborted) {
    const looks = queues.map((queue, index) => sample(queue, windows[index] as QueueSample[], onSample));
    await Promise.all(looks);
    const seen = windows.flatMap((window) => (window.length === 0 ? [] : [largest(window)]));
    // Cleared after the assignment: with nothing to save, `save` is done before it has returned.
    saving ??= save(seen).finally(() => {
      saving = undefined;
    });
    await delay(everyMs, signal).catch(() => {});
  }
  await saving;
}

/** Forgets a queue that cannot be read, so that nobody takes an old sample for a new one. */
async function sample(
  { queue, consumer, capacity }: WatchedQueue,
  window: QueueSample[],
  onSample: SampleOptions['onSample'],
): Promise<void> {
  const backlog = await consumer.backlog();
  onSample(queue, backlog);
  if (backlog === undefined) window.length = 0;
  else window.push({ queue, capacity, ...backlog });
  if (window.length > WINDOW) window.shift();
}

function largest(window: readonly QueueSample[]): QueueSample {
  const { queue, capacity } = window[0] as QueueSample;
  const ready = Math.max(...window.map((each) => each.ready));
  return { queue, capacity, ready, held: Math.max(...window.map(({ held }) => held)) };
}
