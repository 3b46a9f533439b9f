/**
 * Dead letters: the closed list of reasons why a message or record can never be stored, and the form in which such a
 * letter waits for a person. Broker, store and the HTTP API share it. The broker turns a letter into a message; the
 * store keeps it.
 */

export { DEAD_LETTER_REASONS, type DeadLetterReason, Unreadable } from './collector-reasons.ts';
export { ATTEMPT_HEADER, type DeadLetter, ELEMENT_HEADER } from './dead-letter.ts';
/** A dead letter at rest and its parts. */
export type { KeptLetter, LetterMessage, RecordPlace } from './kept-letter.ts';
