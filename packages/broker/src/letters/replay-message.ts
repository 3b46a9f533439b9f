import { ATTEMPT_HEADER, BATCH_TYPE, type Delivery, identityOf, type KeptLetter, uuidOf } from '@logwarren/contract';
import { type OutgoingMessage, readDelivery } from '../messages/index.ts';
import { LOG_EXCHANGE, REPLAY_EXCHANGE, UNROUTED_QUEUE } from '../topology/index.ts';

/**
 * The message that sends a dead letter again. It keeps the identity of its records, so records that are stored already
 * are recognised, however often it is sent.
 *
 * It goes to `LogQueue` alone, unless no queue ever received it. A single record goes as a batch of one that begins at
 * the record's own position.
 *
 * @param attempt counted from 1; comes back with the letter when it fails again
 */
export function replayMessage(letter: KeptLetter, attempt: number): OutgoingMessage {
  const { body, message, origin, record } = letter;
  const exchange = origin.queue === UNROUTED_QUEUE ? LOG_EXCHANGE : REPLAY_EXCHANGE;
  const shared = { exchange, routingKey: origin.routingKey, timestampMs: message.timestampMs };
  const again = { [ATTEMPT_HEADER]: attempt };
  if (record === undefined) {
    // Letters that were kept by earlier builds may have an id that proves nothing.
    const messageId = identityOf(message) === undefined ? uuidOf('letter', letter.id) : message.messageId;
    return { ...message, ...shared, messageId, body, headers: { ...message.headers, ...again } };
  }
  return {
    ...shared,
    body: batchOfOne(body, record),
    messageId: record.batchId,
    type: BATCH_TYPE,
    contentType: 'application/json',
    headers: { ...message.headers, ...again, count: 1, first: record.index },
  };
}

/** The record's bytes stay as they are. */
function batchOfOne(recordJson: Buffer, { service, severity }: NonNullable<KeptLetter['record']>): Buffer {
  const head = `{"service":${JSON.stringify(service)},"severity":${JSON.stringify(severity)},"records":[`;
  return Buffer.concat([Buffer.from(head), recordJson, Buffer.from(']}')]);
}

/** Outcome of sending a letter again now. */
type ReplayForecast = { succeeds: true; records: number } | { succeeds: false; reason: string; explanation: string };

/**
 * Reads a letter as a collector of this version would; sends nothing.
 *
 * @param nowMs moment at which it would be sent, ms since the epoch
 */
export async function forecastReplay(letter: KeptLetter, nowMs: number): Promise<ReplayForecast> {
  const reads = readDelivery(asDelivered(replayMessage(letter, 1)), nowMs);
  const [failure] = reads.flatMap(({ letters }) => letters);
  if (failure === undefined)
    return { succeeds: true, records: reads.reduce((sum, { records }) => sum + records.count, 0) };
  return { succeeds: false, reason: failure.reason, explanation: failure.explanation };
}

function asDelivered(message: OutgoingMessage): Delivery {
  const { exchange = LOG_EXCHANGE, headers = {}, ...properties } = message;
  return { ...properties, exchange, headers, redelivered: false };
}
