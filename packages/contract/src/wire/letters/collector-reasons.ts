/**
 * Reasons why a collector finds that a message or record can never be stored; see docs/errors.md. The other reasons of
 * dead letters are in `keeper-reasons.ts` of packages/broker.
 */
export const DEAD_LETTER_REASONS = [
  'body-encoding-unknown',
  'body-corrupt',
  'body-too-large',
  'body-too-many-records',
  'body-too-many-attributes',
  'body-not-utf8',
  'body-not-json',
  'batch-invalid',
  'batch-date-invalid',
  'batch-type-unknown',
  'record-invalid',
  'record-unstorable',
  'body-empty',
  // Earlier collectors did not accept every text; their letters may still be kept.
  'plain-line-malformed',
] as const;

/** A reason that a collector gives. */
export type DeadLetterReason = (typeof DEAD_LETTER_REASONS)[number];

/** The reason why the message as a whole is not a record. */
export class Unreadable extends Error {
  readonly reason: DeadLetterReason;

  constructor(reason: DeadLetterReason, message: string) {
    super(message);
    this.reason = reason;
  }
}
