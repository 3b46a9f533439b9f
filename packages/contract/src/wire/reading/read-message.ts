import { BATCH_TYPE, COLUMNS_TYPE, toColumns } from '../batches/index.ts';
import { type DeadLetter, Unreadable } from '../letters/index.ts';
import type { Delivery, ReadDelivery } from './delivery.ts';
import { isBatchType } from './message-identity.ts';
import { readBatch } from './read-batch.ts';
import { readForeign } from './read-foreign.ts';

/**
 * Reads records from a message of any AMQP client.
 *
 *     type logwarren.columns.v1               a batch of our sources, by column
 *     type logwarren.batch.v1                 a batch record by record
 *     no such type                            text of any format that a file may have, see `read-foreign.ts`
 */

/**
 * Reads a message. Its faults become `letters`; it throws only on a bug.
 *
 * @param unpack returns the body as its publisher wrote it; throws Unreadable if nobody can unpack it
 * @param now ms since the epoch
 * @returns one for each service and severity, with records that borrow their time or year apart; all have the same
 * batch id and identity. If no record can be read, a single one without records
 */
export function readMessage(delivery: Delivery, unpack: () => Buffer, now: number): ReadDelivery[] {
  try {
    const body = unpack();
    if (isBatchType(delivery.type)) return [readBatch(delivery, body, now)];
    if (delivery.type?.startsWith('logwarren.')) throw newerType(delivery.type);
    return readForeign(delivery, body, now);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return [emptyDelivery([{ body: delivery.body, reason: error.reason, explanation: error.message }])];
  }
}

function newerType(type: string): Unreadable {
  return new Unreadable(
    'batch-type-unknown',
    `type ${type.slice(0, 64)} is newer than this collector, which knows ${COLUMNS_TYPE} and ${BATCH_TYPE}; ` +
      'replay the message with a newer one',
  );
}

function emptyDelivery(letters: DeadLetter[]): ReadDelivery {
  const stream = { service: '', severity: 'INFO' as const };
  const nothing = { records: toColumns([]), indexes: [], jsonBytes: 0 };
  return { batchId: '', identity: undefined, ...stream, ...nothing, letters };
}
