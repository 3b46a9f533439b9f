import type { Publisher } from '@logwarren/broker';
import { delay, type Logger, messageOf, Slots } from '@logwarren/common';
import type { SpoolMetrics } from '../metrics/spool-metrics.ts';
import type { Spool, TakenSegment } from './spool.ts';
import type { SpoolEntry } from './spool-entry.ts';

/**
 * Publishes the messages of the spool, in order, whenever RabbitMQ takes messages:
 *
 *     wait for entries → wait for RabbitMQ → take the oldest segment → hand it over → all confirmed: remove it
 */

/** Most messages that are handed over and not confirmed. */
const WINDOW = 128;
const DRAIN_MS = 2_000;
const RETRY_MS = 5_000;

interface ReplayOptions {
  spool: Spool;
  publisher: Pick<Publisher, 'publish' | 'whenAccepting'>;
  log: Logger;
  metrics: SpoolMetrics;
  /** Called at each confirm, and when a segment was handed over or removed. */
  onProgress: (step: 'confirmed' | 'handed-over' | 'removed') => void;
  /** Called when a message can never be published: the spool stays as it is. */
  onFailure: (error: unknown) => void;
  /** How long closing waits for confirms, ms; an argument so that tests need not wait. */
  drainMs?: number;
}

/** Replays a spool until disposed. */
export class Replay implements AsyncDisposable {
  readonly #options: ReplayOptions;
  /** Ends the wait for RabbitMQ and for room. */
  readonly #stopping = new AbortController();
  /** Ends the wait for confirms. */
  readonly #closing = new AbortController();
  readonly #slots = new Slots(WINDOW);
  /** Segments handed over and not yet confirmed. */
  readonly #open = new Set<Promise<void>>();
  readonly #running: Promise<void>;
  #isBusy = false;
  #isTold = false;
  #wake: () => void = () => {};

  constructor(options: ReplayOptions) {
    this.#options = options;
    this.#running = this.#run().catch((error: unknown) => {
      if (!this.#isStopped) options.onFailure(error);
    });
  }

  /** True from taking a segment until its last message is handed over. */
  get isBusy(): boolean {
    return this.#isBusy;
  }

  get #isStopped(): boolean {
    return this.#stopping.signal.aborted;
  }

  /** Call it after each write to the spool. */
  wake(): void {
    this.#wake();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { drainMs = DRAIN_MS } = this.#options;
    const limit = setTimeout(() => this.#closing.abort(new Error('closing')), drainMs);
    this.#stopping.abort(new Error('closing'));
    this.#wake();
    await this.#running;
    await Promise.all(this.#open);
    clearTimeout(limit);
  }

  async #run(): Promise<void> {
    const { publisher, spool } = this.#options;
    while (!this.#isStopped) {
      if (spool.waitingBytes === 0) {
        const { promise, resolve } = Promise.withResolvers<void>();
        this.#wake = resolve;
        await promise;
        continue;
      }
      await publisher.whenAccepting(this.#stopping.signal);
      if (this.#isStopped) return;
      this.#isBusy = true;
      const taken = await this.#take();
      if (taken !== undefined) await this.#handOver(taken);
      this.#isBusy = false;
      this.#options.onProgress('handed-over');
    }
  }

  async #take(): Promise<TakenSegment | undefined> {
    const { log, spool } = this.#options;
    if (!this.#isTold) {
      const { bytes, records } = spool.state;
      log.info({ records, bytes }, 'The spool is being sent.');
      this.#isTold = true;
    }
    try {
      return await spool.take();
    } catch (error) {
      log.error({ reason: messageOf(error) }, 'Cannot read the spool; trying again.');
      await delay(RETRY_MS, this.#stopping.signal);
      return undefined;
    }
  }

  async #handOver({ entries, segment }: TakenSegment): Promise<void> {
    const confirmed = Promise.withResolvers<void>();
    // A failure shows below, later; until then nobody listens.
    confirmed.promise.catch(() => {});
    let open = 1;
    const close = () => {
      if (--open === 0) confirmed.resolve();
    };
    for (const entry of entries) {
      await this.#slots.take(this.#stopping.signal);
      open += 1;
      void this.#publish(entry)
        .then(close, confirmed.reject)
        .finally(() => this.#slots.give(1));
    }
    close();
    const removed = confirmed.promise
      .then(() => this.#options.spool.remove(segment))
      .then(() => this.#tellRemoved())
      .catch((error: unknown) => {
        if (!this.#isStopped) this.#options.onFailure(error);
      })
      .finally(() => this.#open.delete(removed));
    this.#open.add(removed);
  }

  async #publish({ message, records }: SpoolEntry): Promise<void> {
    const { metrics, onProgress, publisher } = this.#options;
    await publisher.publish(message, this.#closing.signal);
    metrics.recordsReplayed.inc(records);
    onProgress('confirmed');
  }

  #tellRemoved(): void {
    const { log, onProgress, spool } = this.#options;
    if (spool.state.segments === 0) {
      log.info('The whole spool has been sent.');
      this.#isTold = false;
    }
    onProgress('removed');
  }
}
