/**
 * A dead letter on its way: the message that carries it to the dead-letter queue, the letter that is read from there, and
 * the message that sends it again. Its records keep their identity all the way. Nothing here reads the body of a dead
 * letter.
 */
export { deadLetterMessage } from './dead-letter-message.ts';
export { KEEPER_REASONS } from './keeper-reasons.ts';
export { readLetter } from './read-letter.ts';
export { forecastReplay, replayMessage } from './replay-message.ts';
