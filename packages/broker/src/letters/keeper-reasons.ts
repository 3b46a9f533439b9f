/**
 * Reasons of dead letters that no collector wrote: the keeper finds them in the message, or in the queue that it was taken from. Those
 * of collectors are in `collector-reasons.ts` of packages/contract; docs/errors.md has both.
 */

/** Reasons that RabbitMQ gives, by its own word for them, and their meaning. */
export const BROKER_REASONS: Readonly<Record<string, { reason: string; explanation: string }>> = Object.freeze({
  delivery_limit: {
    reason: 'delivery-limit-exceeded',
    explanation: 'the message was delivered too often without being stored: each time its collector died or failed',
  },
  expired: { reason: 'expired-in-queue', explanation: 'a time to live, set by a policy, ran out in the queue' },
  maxlen: { reason: 'queue-overflow', explanation: 'a length limit, set by a policy, pushed the message out' },
  rejected: { reason: 'rejected', explanation: 'a consumer rejected the message without saying why' },
});
/** No queue was bound for the routing key. */
export const UNROUTED = 'unrouted';
/** The message does not say why it is a dead letter. */
export const UNKNOWN = 'reason-unknown';

/** Reasons of letters that no collector wrote; with `DEAD_LETTER_REASONS` the closed list of all reasons. */
export const KEEPER_REASONS: readonly string[] = Object.freeze([
  ...Object.values(BROKER_REASONS).map(({ reason }) => reason),
  UNROUTED,
  UNKNOWN,
]);
