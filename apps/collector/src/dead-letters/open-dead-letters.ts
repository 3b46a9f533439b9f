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
import type { WatchedQueue } from '../queues/sample-queues.ts';
import { GivenUpError } from '../storing/retry-loop.ts';
import { createLetterMetrics, type LetterMetrics } from './letter-metrics.ts';
import { LetterSaver } from './letter-saver.ts';
import { replayLetters } from './replay-letters.ts';

/**
 * Moves dead letters from RabbitMQ to MongoDB, where people can look at them, and sends again the ones that people
 * select. While MongoDB is away, letters stay in their queues, which have room for any number.
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

/** The collector's tools for moving and replaying dead letters. */
interface DeadLettersContext extends Omit<ConnectionOptions, 'name'> {
  store: Store;
  /** Ends the retries: unsaved letters then go back to RabbitMQ. */
  giveUp: AbortSignal;
  /** Called after each write of letters; see `storing-health.ts`. */
  onAttempt: (failure: StoreUnavailableError | undefined) => void;
  /** Called when a newer build has written a letter that this one may not change. */
  onUnknownFormat: (error: UnknownFormatError) => void;
}

/** Dead letters being moved and replayed, until disposed of. */
interface OpenDeadLetters extends AsyncDisposable {
  /** The queues that the letters come from. */
  readonly queues: readonly WatchedQueue[];
}

/**
 * Starts moving and replaying dead letters.
 *
 * @throws BrokerUrlError, BrokerRefusedError, TopologyConflictError; the signal's reason
 */
export async function openDeadLetters(context: DeadLettersContext): Promise<OpenDeadLetters> {
  const { store, giveUp, log, onAttempt, onUnknownFormat, ...broker } = context;
  await retry(() => ensureLetterIndexes(store), {
    signal: broker.signal,
    onFailure: (error) => {
      if (error instanceof StoreUnavailableError) onAttempt(error);
      else log.warn({ reason: messageOf(error) }, 'Indexes of dead letters are made later.');
    },
  });
  const counts = createLetterMetrics(broker.metrics);
  const saver = new LetterSaver({
    store: (letters) => keepLetters(store, letters),
    log,
    onSaved: (letters) => counts.kept(letters.map(({ reason }) => reason)),
    onAttempt,
    onUnknownFormat,
    giveUp,
  });
  await using opened = new AsyncDisposableStack();
  const queues: WatchedQueue[] = [];
  for (const queue of [DEAD_QUEUE, UNROUTED_QUEUE]) {
    const consumer = { ...broker, log, name: `keeper of ${queue}`, queue, prefetch: PREFETCH, buries: false };
    const open = opened.use(await openConsumer({ ...consumer, onMessage: createSaveLetter(saver, queue) }));
    queues.push({ queue, consumer: open, capacity: PREFETCH });
  }
  const closing = new AbortController();
  const { signal } = closing;
  const openReplayer = (lease: AbortSignal) =>
    openPublisher({ ...broker, log, name: 'replay', signal: lease, maxBodyBytes: Number.POSITIVE_INFINITY });
  const replaying = replayLetters({ store, openPublisher: openReplayer, onReplayed: counts.replayed, log, signal });
  const counting = countForEver(context, counts, signal);
  opened.defer(async () => {
    closing.abort(new Error('closing'));
    await Promise.all([replaying, counting]);
  });
  const resources = opened.move();
  return { queues, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}

/** Makes the handler of a dead-letter queue: a message is acked when its letter is saved. */
function createSaveLetter(
  saver: Pick<LetterSaver, 'save'>,
  queue: string,
  now: () => number = Date.now,
): (delivery: Delivery) => Promise<Outcome> {
  return async (delivery) => {
    try {
      await saver.save(readLetter(delivery, queue, now()));
      return { kind: 'ack' };
    } catch (error) {
      if (error instanceof GivenUpError) return { kind: 'retry' };
      throw error;
    }
  };
}

/** Keeps the gauge of present letters up to date, so that a scrape does not query the database; never rejects. */
async function countForEver(
  { store, log }: DeadLettersContext,
  counts: LetterMetrics,
  signal: AbortSignal,
): Promise<void> {
  for (let round = 0; !signal.aborted; round++) {
    try {
      counts.counted(await countLetters(store));
      if (round % COUNTS_PER_SWEEP === 0) await sweepChunks(store);
    } catch (error) {
      log.debug({ reason: messageOf(error) }, 'Dead letters are counted later.');
    }
    await delay(backoffMs(1, { initialMs: COUNT_EVERY_MS, maxMs: COUNT_EVERY_MS }), signal).catch(() => {});
  }
}
