import type { OutgoingMessage, Publisher } from '@logwarren/broker';
import type { LogBatch } from '@logwarren/contract';
import type { SourceMetrics } from './source-metrics.ts';

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
  encode: (batch: LogBatch) => OutgoingMessage;
  metrics: SourceMetrics;
  /** Gives up what is not confirmed. */
  signal: AbortSignal;
}

/** Makes a sender; the number of batches in flight is bounded by those who call, each input by its own measure. */
export function createBatchSender({ publisher, encode, metrics, signal }: BatchSenderOptions): BatchSender {
  return {
    get accepting() {
      return publisher.accepting;
    },
    async send(batch) {
      signal.throwIfAborted();
      const { severity } = batch;
      const count = batch.records.length;
      const message = encode(batch);
      metrics.recordsPublished.inc({ severity }, count);
      await publisher.publish(message, signal);
      metrics.recordsConfirmed.inc({ severity }, count);
    },
  };
}
