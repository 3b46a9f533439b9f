import { randomUUID } from 'node:crypto';
import {
  ATTEMPT_HEADER,
  cutText,
  type DeadLetter,
  type Delivery,
  ELEMENT_HEADER,
  identityOf,
  recordId,
  uuidOf,
} from '@logwarren/contract';
import type { OutgoingMessage } from '../messages/index.ts';
import { type CarriedHeaders, carriedHeaders } from './carried-headers.ts';

const MAX_EXPLANATION_BYTES = 1024;

/**
 * Message of a dead letter: its body untouched, everything about it in `x-logwarren-…` headers.
 *
 * A letter that is the whole delivery keeps content type, encoding, type, `app_id` and the publisher's headers, so it can
 * be published again as it is. The message id depends only on the identity of the message and the position, so a letter
 * that was written twice is recognised; a message without an identity gets a new id, which a replay keeps.
 *
 * @param queue the queue that the delivery came from
 */
export function deadLetterMessage(
  delivery: Delivery,
  letter: DeadLetter,
  queue: string,
  nowMs: number,
): OutgoingMessage {
  const { messageId, routingKey } = delivery;
  const { batch, body, reason, explanation, recordIndex } = letter;
  const whole = body === delivery.body;
  return {
    routingKey,
    body,
    messageId: letterId(delivery, recordIndex),
    type: whole ? delivery.type : undefined,
    contentType: whole ? delivery.contentType : 'application/json',
    contentEncoding: whole ? delivery.contentEncoding : undefined,
    appId: whole ? delivery.appId : undefined,
    timestampMs: delivery.timestampMs ?? nowMs,
    headers: {
      ...forwardedHeaders(delivery, whole),
      ...(recordIndex !== undefined && batch === undefined ? { [ELEMENT_HEADER]: true } : {}),
      'x-logwarren-reason': reason,
      'x-logwarren-explanation': cutText(explanation, MAX_EXPLANATION_BYTES),
      'x-logwarren-origin-queue': queue,
      'x-logwarren-routing-key': routingKey,
      'x-logwarren-message-id': messageId,
      'x-logwarren-record-index': recordIndex,
      'x-logwarren-batch-id': batch?.batchId,
      'x-logwarren-service': batch?.service,
      'x-logwarren-severity': batch?.severity,
      'x-logwarren-failed-at': new Date(nowMs).toISOString(),
      [ATTEMPT_HEADER]: delivery.headers[ATTEMPT_HEADER],
    },
  };
}

/** Headers for a record's letter: only those that say who sent its batch, and where its records stood. */
function forwardedHeaders(delivery: Delivery, whole: boolean): CarriedHeaders {
  const carried = carriedHeaders(delivery.headers);
  if (whole) return carried;
  const ours = ['source', 'run', 'service', 'position', 'count', 'origin', 'ordinals'];
  return Object.fromEntries(Object.entries(carried).filter(([name]) => ours.includes(name)));
}

function letterId(delivery: Delivery, recordIndex: number | undefined): string {
  const identity = identityOf(delivery);
  if (identity === undefined) return randomUUID();
  if (recordIndex === undefined) return identity.id;
  if (identity.kind === 'batch-id') return recordId(identity.id, recordIndex);
  return uuidOf('record', `${identity.id}/${recordIndex}`);
}
