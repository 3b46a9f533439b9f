import type { Severity } from '../../record/index.ts';
import type { RecordColumns } from '../batches/index.ts';
import type { DeadLetter } from '../letters/index.ts';

/** A message as a consumer gets it. Nobody has verified its properties: they are the publisher's claims. */
export interface Delivery {
  /** May share memory with other deliveries: read it, never write to it. */
  body: Buffer;
  messageId?: string;
  type?: string;
  contentType?: string;
  contentEncoding?: string;
  /** Program that sent it. */
  appId?: string;
  /** A whole number of seconds unless the publisher wrote milliseconds into AMQP's field for seconds. */
  timestampMs?: number;
  routingKey: string;
  /** Exchange it was published to; '' is the default exchange. */
  exchange: string;
  /** True if it may have been seen before, by us or by another consumer. */
  redelivered: boolean;
  headers: Record<string, unknown>;
}

/** Evidence that a message is the same as another one; see `message-identity.ts`. */
export type IdentityKind = 'batch-id' | 'header' | 'message-id';

/** Records of a message that share service and severity, and letters for the parts that can never be stored. */
export interface ReadDelivery {
  batchId: string;
  /**
   * How a repeat of this message is recognised; undefined when it cannot be, and the batch id is new on every delivery.
   */
  identity: IdentityKind | undefined;
  service: string;
  severity: Severity;
  records: RecordColumns;
  /** Position of each record in its batch. */
  indexes: number[];
  /** Size of the records as JSON, bytes; see `json-size.ts`. */
  jsonBytes: number;
  letters: DeadLetter[];
}
