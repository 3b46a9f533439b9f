import {
  type ConnectionOptions,
  DEAD_QUEUE,
  type Outcome,
  openConsumer,
  openPublisher,
  readLetter,
  UNROUTED_QUEUE,
} from '@logwarren/broker';
import { backoffMs, delay, messageOf, retry, type UnknownFormatError } from '@logwarren/common';
import type { Delivery } from '@logwarren/contract';
import {
  countLetters,
  ensureLetterIndexes,
  keepLetters,
  type Store,
  StoreUnavailableError,
  sweepChunks,
} from '@logwarren/store';
import { GivenUpError } from '../part-saver.ts';
import type { WatchedQueue } from '../sample-queues.ts';
import { LetterKeeper } from './letter-keeper.ts';
import { createLetterMetrics, type LetterMetrics } from './letter-metrics.ts';
import { replayLetters } from './replay-letters.ts';

/**
 * Takes dead letters out of RabbitMQ and keeps them in MongoDB, where people can look at them, and sends again what they
 * ask for. While MongoDB is away letters stay in their queues, which hold any number.
 *
 *     LogQueue.dead ─┐                      ┌─ asked for ─> logs_replay ─> LogQueue
 *     logs_unrouted ─┴─> dead_letters ──────┴─ (never routed) ─> logs_exchange
 *
 * @see docs/decisions/0008-dead-letters.md
 */

/** Letters can be as large as RabbitMQ takes messages, so few are held. */
const PREFETCH = 16;
const COUNT_EVERY_MS = 15_000;
const COUNTS_PER_SWEEP = 240;

export interface LetterKeeperContext extends Omit<ConnectionOptions, 'name'> {
  store: Store;
  /** Ends the retries of writes: what is not kept by then is given back. */
  giveUp: AbortSignal;
  /** Told of each write of letters; see `storing-health.ts`. */
  onAttempt: (failure: StoreUnavailableError | undefined) => void;
  /** Told that a newer build has written a letter that this one may not change. */
  onUnknownFormat: (error: UnknownFormatError) => void;
}

/** A running keeper. */
export interface OpenLetterKeeper extends AsyncDisposable {
  /** The queues it empties. */
  readonly queues: readonly WatchedQueue[];
}

/**
 * Opens the keeper.
 *
 * @throws BrokerUrlError, BrokerRefusedError, TopologyConflictError; the signal's reason
 */
export async function openLetterKeeper(context: LetterKeeperContext): Promise<OpenLetterKeeper> {
  const { store, giveUp, log, onAttempt, onUnknownFormat, ...broker } = context;
  await retry(() => ensureLetterIndexes(store), {
    signal: broker.signal,
    onFailure: (error) => {
      if (error instanceof StoreUnavailableError) onAttempt(error);
      else log.warn({ reason: messageOf(error) }, 'Indexes of dead letters are made later.');
    },
  });
  const figures = createLetterMetrics(broker.metrics);
  const keeper = new LetterKeeper({
    store: (letters) => keepLetters(store, letters),
    log,
    onKept: (letters) => figures.kept(letters.map(({ reason }) => reason)),
    onAttempt,
    onUnknownFormat,
    giveUp,
  });
  await using opened = new AsyncDisposableStack();
  const queues: WatchedQueue[] = [];
  for (const queue of [DEAD_QUEUE, UNROUTED_QUEUE]) {
    const consumer = { ...broker, log, name: `keeper of ${queue}`, queue, prefetch: PREFETCH, buries: false };
    const open = opened.use(await openConsumer({ ...consumer, onMessage: createKeep(keeper, queue) }));
    queues.push({ queue, consumer: open, capacity: PREFETCH });
  }
  const closing = new AbortController();
  const { signal } = closing;
  const openReplayer = (lease: AbortSignal) =>
    openPublisher({ ...broker, log, name: 'replay', signal: lease, maxBodyBytes: Number.POSITIVE_INFINITY });
  const replaying = replayLetters({ store, openPublisher: openReplayer, onReplayed: figures.replayed, log, signal });
  const counting = countForEver(context, figures, signal);
  opened.defer(async () => {
    closing.abort(new Error('closing'));
    await Promise.all([replaying, counting]);
  });
  const resources = opened.move();
  return { queues, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}

/** Makes the handler of a dead-letter queue: a message is acked when its letter is kept. */
export function createKeep(
  keeper: Pick<LetterKeeper, 'keep'>,
  queue: string,
  now: () => number = Date.now,
): (delivery: Delivery) => Promise<Outcome> {
  return async (delivery) => {
    try {
      await keeper.keep(readLetter(delivery, queue, now()));
      return { kind: 'ack' };
    } catch (error) {
      if (error instanceof GivenUpError) return { kind: 'retry' };
      throw error;
    }
  };
}

/** Keeps the gauge of what is there up to date, so that a scrape asks no database; never rejects. */
async function countForEver(
  { store, log }: LetterKeeperContext,
  figures: LetterMetrics,
  signal: AbortSignal,
): Promise<void> {
  for (let round = 0; !signal.aborted; round++) {
    try {
      figures.counted(await countLetters(store));
      if (round % COUNTS_PER_SWEEP === 0) await sweepChunks(store);
    } catch (error) {
      log.debug({ reason: messageOf(error) }, 'Dead letters are counted later.');
    }
    await delay(backoffMs(1, { initialMs: COUNT_EVERY_MS, maxMs: COUNT_EVERY_MS }), signal).catch(() => {});
  }
}
