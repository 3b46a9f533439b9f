import type { OutgoingMessage, Publisher } from '@logwarren/broker';
import type { LogBatch } from '@logwarren/contract';
import type { BatchNumbering } from './batch-numbering.ts';
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
   * @param isRepeated a former run may have sent it, so it gets no number of this run; false
   */
  send(batch: LogBatch, isRepeated?: boolean): Promise<void>;
  /** False while the broker is away or blocks: what is sent now waits. */
  readonly accepting: boolean;
}

export interface BatchSenderOptions {
  publisher: BatchPublisher;
  encode: (batch: LogBatch) => OutgoingMessage;
  metrics: SourceMetrics;
  /** Numbers what is sent. */
  numbering: BatchNumbering;
  /** Gives up what is not confirmed. */
  signal: AbortSignal;
}

/** Makes a sender; the number of batches in flight is bounded by those who call, each input by its own measure. */
export function createBatchSender({ publisher, encode, metrics, numbering, signal }: BatchSenderOptions): BatchSender {
  return {
    get accepting() {
      return publisher.accepting;
    },
    async send(batch, isRepeated = false) {
      signal.throwIfAborted();
      const { severity } = batch;
      const count = batch.records.length;
      const message = encode(batch);
      // After encoding: a batch that cannot be sent must not leave a hole.
      message.headers = { ...message.headers, ...numbering.next(batch, isRepeated) };
      metrics.recordsPublished.inc({ severity }, count);
      await publisher.publish(message, signal);
      metrics.recordsConfirmed.inc({ severity }, count);
    },
  };
}
