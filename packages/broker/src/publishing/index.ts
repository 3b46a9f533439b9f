/**
 * Publishing until it is confirmed: a message leaves the publisher when the broker has taken it over, never before. Nacks,
 * returns and lost connections repeat the same message. Publishers share one order of waiting and one pause after a
 * refusal.
 */
export { checkMessage } from './check-message.ts';
export { openPublisher, type Publisher, startPublisher } from './publisher.ts';
