import type { Severity } from '../../record/index.ts';

/**
 * A dead letter at rest: the bytes that could not be stored as records, the reason, and everything needed to send them
 * again.
 */
export interface KeptLetter {
  /** 32 hex digits; the same each time the same bytes of the same message fail. */
  id: string;
  /** The bytes as received, packed or not. */
  body: Buffer;
  /** One of the closed list in docs/errors.md. */
  reason: string;
  /** For people. */
  explanation: string;
  /** ms since the epoch; the moment of its discovery if nothing else is known. */
  failedAtMs: number;
  /** Number of the attempt that failed: 0 for the first, n for the n-th replay. */
  attempt: number;
  /** Number of records in it, as far as known; 1 for anything but a batch. */
  records: number;
  /** Service from its record, or as the routing key spells it (`_` for dots and blanks). */
  service?: string | undefined;
  origin: LetterOrigin;
  message: LetterMessage;
  /** Set when the letter is one record of a batch whose other records were stored. */
  record?: RecordPlace | undefined;
}

/** Origin of a dead letter. */
interface LetterOrigin {
  /** Queue in which it failed; `logs_unrouted` if no queue was bound for it. */
  queue: string;
  routingKey: string;
  messageId?: string | undefined;
  /** Name of the source that sent it. */
  source?: string | undefined;
  /** Run of that source, and the numbers of its batch; see `BatchOrigin`. */
  run?: string | undefined;
  from?: number | undefined;
  to?: number | undefined;
}

/** Properties of the message that a replay sends. */
export interface LetterMessage {
  messageId: string;
  type?: string | undefined;
  contentType?: string | undefined;
  contentEncoding?: string | undefined;
  /** Program that sent it: without a better name it is the service. Absent in letters of earlier builds. */
  appId?: string | undefined;
  timestampMs: number;
  /** Headers of the publisher, scalars only. */
  headers: Record<string, string | number | boolean>;
}

/** The batch and position of a single record, which its own bytes do not contain. */
export interface RecordPlace {
  batchId: string;
  index: number;
  service: string;
  severity: Severity;
}
