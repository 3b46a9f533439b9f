import type { OutgoingMessage, Publisher } from '@logwarren/broker';
import type { LogBatch } from '@logwarren/contract';
import { Slots } from './slots.ts';
import type { SourceMetrics } from './source-metrics.ts';

/** Batches that are encoded at once: each is a few hundred KiB of JSON, compressed by one of libuv's four threads. */
const MAX_ENCODING = 4;

/** What the source needs of a publisher. */
export type BatchPublisher = Pick<Publisher, 'publish' | 'accepting'>;

/** Sends batches in the order of the calls. */
export interface BatchSender {
  /**
   * Encodes and publishes a batch.
   *
   * @returns resolves at the broker's confirm, however long that takes; rejects with the abort reason when the sender's
   *   signal aborts: the batch may then have been published or not
   */
  send(batch: LogBatch): Promise<void>;
  /** False while the broker is away or blocks: what is sent now waits. */
  readonly accepting: boolean;
}

export interface BatchSenderOptions {
  publisher: BatchPublisher;
  encode: (batch: LogBatch) => Promise<OutgoingMessage>;
  metrics: SourceMetrics;
  /** Gives up what is not confirmed. */
  signal: AbortSignal;
}

/**
 * Makes a sender.
 *
 * Encoding runs in parallel (compression is a thread's work), publishing follows the order of the calls. The number of
 * batches in flight is bounded by those who call, each input by its own measure.
 */
export function createBatchSender({ publisher, encode, metrics, signal }: BatchSenderOptions): BatchSender {
  /** Settles when the batch sent last has been handed to the publisher; never rejects. */
  let handedOver: Promise<unknown> = Promise.resolve();
  const encoding = new Slots(MAX_ENCODING);
  const encodeInTurn = async (batch: LogBatch) => {
    await encoding.take(signal);
    try {
      return await encode(batch);
    } finally {
      encoding.give(1);
    }
  };
  return {
    get accepting() {
      return publisher.accepting;
    },
    async send(batch) {
      const { severity } = batch;
      const count = batch.records.length;
      const turn = Promise.all([encodeInTurn(batch), handedOver]).then(([message]) => {
        signal.throwIfAborted();
        metrics.recordsPublished.inc({ severity }, count);
        // Wrapped, because only the hand-over is waited for, not the confirm.
        return { confirmed: publisher.publish(message, signal) };
      });
      handedOver = turn.catch(() => {});
      await (await turn).confirmed;
      metrics.recordsConfirmed.inc({ severity }, count);
    },
  };
}
