import { type OutgoingMessage, type Publisher, replayMessage } from '@logwarren/broker';
import { AppError, delay, type Logger, messageOf } from '@logwarren/common';
import { markReplayed, type RequestedReplay, requestedReplays, type Store, withLease } from '@logwarren/store';

/** Longest time before a requested replay is noticed. */
const POLL_MS = 1_000;
const LEASE = 'dead-letter-replay';
const LEASE_MS = 10_000;
/** Letters between two marks; after a kill in between, at most this many are sent twice. */
const GROUP = 100;

/** Where letters are stored and how they are sent again. */
interface ReplayOptions {
  store: Store;
  /** Opens a publisher for the duration of a replay; nothing needs it otherwise. */
  openPublisher: (signal: AbortSignal) => Promise<Publisher>;
  onReplayed: (letters: number) => void;
  log: Logger;
  /** Ends the replays. */
  signal: AbortSignal;
}

/**
 * Sends letters again whose replay was requested, until the signal is aborted. One of several collectors does it.
 *
 * @returns when it has stopped; never rejects
 */
export async function replayLetters(options: ReplayOptions): Promise<void> {
  const { log, signal } = options;
  while (!signal.aborted) {
    try {
      await replayRequested(options);
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof AppError) log.debug({ reason: messageOf(error) }, 'Dead letters are replayed later.');
      else log.error({ err: error }, 'Replaying dead letters failed unexpectedly; it is repeated.');
    }
    await delay(POLL_MS, signal).catch(() => {});
  }
}

async function replayRequested({ store, openPublisher, onReplayed, log, signal }: ReplayOptions): Promise<void> {
  // Looks before it asks for the lease: a lease is a write, and there is hardly ever anything to do.
  if ((await requestedReplays(store, 1)).length === 0) return;
  await withLease(store, LEASE, LEASE_MS, signal, async (leaseSignal) => {
    await using publisher = await openPublisher(leaseSignal);
    for (let total = 0; ; ) {
      const replays = await requestedReplays(store, GROUP);
      if (replays.length === 0) return log.info({ letters: total }, 'Dead letters replayed.');
      await publishAll(publisher, replays, leaseSignal);
      await markReplayed(store, replays);
      onReplayed(replays.length);
      total += replays.length;
    }
  });
}

async function publishAll(publisher: Publisher, replays: readonly RequestedReplay[], signal: AbortSignal) {
  const messages: OutgoingMessage[] = replays.map(({ letter, attempt }) => replayMessage(letter, attempt));
  await Promise.all(messages.map((message) => publisher.publish(message, signal)));
}
