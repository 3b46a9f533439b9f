import type { OutgoingMessage, Publisher } from '@logwarren/broker';
import { type LogBatch, type LostBytes, lostHeader, type Severity } from '@logwarren/contract';
import type { SourceMetrics } from '../metrics/source-metrics.ts';
import type { BatchNumbering } from './batch-numbering.ts';
import type { Shedder } from './shedder.ts';

/** Place where a message is safe: in RabbitMQ, or on the disk of this machine. */
export type Safety = 'confirmed' | 'spooled';

/** The methods of a publisher that the source needs. */
export interface BatchPublisher {
  /** @returns when the message is safe; rejects with the signal's reason: the message may have been published or not */
  publish(message: OutgoingMessage, signal?: AbortSignal): Promise<Safety>;
  readonly accepting: boolean;
}

/** A publisher without a spool. */
export function withoutSpool(publisher: Pick<Publisher, 'publish' | 'accepting'>): BatchPublisher {
  return {
    get accepting() {
      return publisher.accepting;
    },
    async publish(message, signal) {
      await publisher.publish(message, signal);
      return 'confirmed';
    },
  };
}

/** Sends batches in the order of the calls. */
export interface BatchSender {
  /**
   * Encodes and publishes a batch. While records are shed, it counts and drops a batch of the least severe ones, and
   * the promise resolves.
   *
   * @returns resolves at the broker's confirm, or when the batch is in the spool, however long that takes; rejects with
   * the abort reason when the sender's signal aborts: the batch may then have been published or not
   */
  send(batch: LogBatch, more?: SendOptions): Promise<void>;
  /** False while the broker is away or blocks, and the spool has no room: a batch sent now waits. */
  readonly accepting: boolean;
}

/** Facts about a batch that travel beside its records. */
interface SendOptions {
  /** True if an earlier run may have sent it: it gets no number of this run, and is not shed. */
  isRepeated?: boolean;
  /** Number of shed records that it reports. */
  shed?: number;
  /** Number of lost bytes that it reports. */
  lost?: LostBytes;
}

interface BatchSenderOptions {
  publisher: BatchPublisher;
  encode: (batch: LogBatch) => OutgoingMessage;
  metrics: SourceMetrics;
  /** Numbers the batches sent. */
  numbering: BatchNumbering;
  /** Decides which batches to drop under pressure. */
  shedder: Pick<Shedder, 'sheds'>;
  /** When aborted, gives up batches without a confirm. */
  signal: AbortSignal;
}

/** Makes a sender. Its callers bound the number of batches in flight, each input by its own measure. */
export function createBatchSender(options: BatchSenderOptions): BatchSender {
  const { publisher, encode, metrics, numbering, shedder, signal } = options;
  // Takes only the message: the wait for its confirm holds the encoded bytes, not the records.
  const deliver = async (message: OutgoingMessage, severity: Severity, count: number) => {
    const safety = await publisher.publish(message, signal);
    if (safety === 'confirmed') metrics.recordsConfirmed.inc({ severity }, count);
  };
  const start = (batch: LogBatch, { isRepeated = false, lost, shed }: SendOptions) => {
    signal.throwIfAborted();
    if (!isRepeated && shedder.sheds(batch)) return Promise.resolve();
    const message = encode(batch);
    // After encoding: a batch that cannot be sent must not leave a hole.
    const told = { ...(shed ? { shed } : {}), ...(lost ? { lost: lostHeader(lost) } : {}) };
    message.headers = { ...message.headers, ...numbering.next(batch, isRepeated), ...told };
    metrics.recordsPublished.inc({ severity: batch.severity }, batch.records.count);
    return deliver(message, batch.severity, batch.records.count);
  };
  return {
    get accepting() {
      return publisher.accepting;
    },
    send(batch, options = {}) {
      try {
        return start(batch, options);
      } catch (error) {
        return Promise.reject(error);
      }
    },
  };
}
