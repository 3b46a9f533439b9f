import type { RecordPlace } from './kept-letter.ts';

/** A message that can never be processed, on its way to `logs_dlx`. */
export interface DeadLetter {
  /** The delivery's own `body`, or one record of its batch as JSON. */
  body: Buffer;
  /** Kebab-case code; a label of metrics, so one of a small set. */
  reason: string;
  /** For people; cut after 1 KiB. */
  explanation: string;
  /** Position in the batch when the letter is one record of it. */
  recordIndex?: number;
  /** Values that the batch holds for the record; without them the letter can be read, but not sent again. */
  batch?: Omit<RecordPlace, 'index'>;
}

/** Header that counts how often a message was sent again on purpose; absent the first time. */
export const ATTEMPT_HEADER = 'x-logwarren-attempt';

/**
 * Header of a refused element of an array, so that a replay does not read it as a text of any format. Old builds carry
 * it like any other header.
 */
export const ELEMENT_HEADER = 'logwarren-element';
