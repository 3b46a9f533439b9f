import type { OutgoingMessage, Publisher } from '@logwarren/broker';
import { type LogBatch, type LostBytes, lostHeader, type Severity } from '@logwarren/contract';
import type { SourceMetrics } from '../metrics/source-metrics.ts';
import type { BatchNumbering } from './batch-numbering.ts';
import type { Shedder } from './shedder.ts';

/** Where a message is when it is safe: RabbitMQ has it, or the disk of this machine. */
export type Safety = 'confirmed' | 'spooled';

/** The part of a publisher that the source needs. */
export interface BatchPublisher {
  /** @returns when the message is safe; rejects with the signal's reason: it may have been published or not */
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
   * Encodes and publishes a batch. While records are shed, a batch of the least severe ones is counted and dropped, and the
   * promise resolves.
   *
   * @returns resolves at the broker's confirm, or when the batch is in the spool, however long that takes; rejects with the
   *   abort reason when the sender's signal aborts: the batch may then have been published or not
   */
  send(batch: LogBatch, more?: SendOptions): Promise<void>;
  /** False while the broker is away or blocks, and no spool has room: what is sent now waits. */
  readonly accepting: boolean;
}

/** Facts about a batch that travel beside its records. */
interface SendOptions {
  /** A former run may have sent it, so it gets no number of this run, and is not shed. */
  isRepeated?: boolean;
  /** It tells of so many records that were shed. */
  shed?: number;
  /** It tells of bytes that were lost. */
  lost?: LostBytes;
}

interface BatchSenderOptions {
  publisher: BatchPublisher;
  encode: (batch: LogBatch) => OutgoingMessage;
  metrics: SourceMetrics;
  /** Numbers what is sent. */
  numbering: BatchNumbering;
  /** Says what is dropped under pressure. */
  shedder: Pick<Shedder, 'sheds'>;
  /** Gives up what is not confirmed. */
  signal: AbortSignal;
}

/** Makes a sender; the number of batches in flight is bounded by those who call, each input by its own measure. */
export function createBatchSender(options: BatchSenderOptions): BatchSender {
  const { publisher, encode, metrics, numbering, shedder, signal } = options;
  // Takes the message alone: what waits for its confirm holds the encoded bytes, not the records.
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
