/**
 * Dead letters: the closed list of reasons why a message or record can never be stored, and the shape in which such a letter
 * waits for a person. Broker, store and the HTTP API share it. How a letter becomes a message is the broker's; how it
 * rests is the store's.
 */
export { ATTEMPT_HEADER, type DeadLetter, ELEMENT_HEADER } from './dead-letter.ts';
export type { KeptLetter, LetterMessage, RecordPlace } from './kept-letter.ts';
export { DEAD_LETTER_REASONS, type DeadLetterReason, Unreadable } from './reasons.ts';
