import {
  BATCH_TYPE,
  type CheckedBatch,
  type CheckedColumns,
  type CheckedRecord,
  COLUMNS_TYPE,
  checkBatch,
  checkColumns,
  hourOf,
  parseForeignJson,
  type RecordColumns,
  type Severity,
  stringifyJson,
  timeOfId,
  toColumns,
  type WireRecord,
} from '@logwarren/contract';
import { decodeUtf8 } from './body-text.ts';
import { decodeBody } from './codec.ts';
import { ATTEMPT_HEADER, type DeadLetter } from './dead-letter.ts';
import { BodyError } from './errors.ts';
import { jsonElements } from './json-elements.ts';
import type { Delivery } from './message.ts';
import { batchIdOfMessage, type IdentityKind, identityOf, isBatchType } from './message-identity.ts';
import { readForeign } from './read-foreign.ts';
import { checkMembers, RecordLimits } from './record-limits.ts';
import { type DeadLetterReason, Unreadable } from './unreadable.ts';

/**
 * From a message of any AMQP client to records.
 *
 *     type logwarren.columns.v1               a batch of our sources, by column
 *     type logwarren.batch.v1                 a batch record by record
 *     no such type                            text of any format that a file may have, see `read-foreign.ts`
 */

/** Largest body after unpacking; our own batches have 256 KiB. Records of it still fit MongoDB's 16 MiB as BSON. */
export const MAX_BODY_BYTES = 8 * 1024 * 1024;
/** A batch id dated further away than this is refused: each day makes a partition, and a clock can only be so wrong. */
const MAX_DATE_ERROR_MS = 366 * 86_400_000;

/** Ids have 16 bits for the position. */
const MAX_POSITIONS = 65_536;

/** Records of a message that have one service and severity, and what of it can never be stored. */
export interface ReadDelivery {
  batchId: string;
  /** How a repeat of this message is recognised; undefined when it cannot be, and the batch id is new on every delivery. */
  identity: IdentityKind | undefined;
  service: string;
  severity: Severity;
  records: RecordColumns;
  /** Position of each record in its batch. */
  indexes: number[];
  /** Size of the records as JSON, bytes. */
  sizeBytes: number;
  letters: DeadLetter[];
}

/**
 * Reads a message. What is wrong with it is in `letters`; it throws only on a bug.
 *
 * @param now ms since the epoch
 * @returns one for each service and severity, with records that borrow their time or year apart; all have the same batch id
 *   and identity. When no record can be read, a single one without records
 */
export function readDelivery(delivery: Delivery, now: number = Date.now()): ReadDelivery[] {
  try {
    const body = decodeBody(delivery.body, delivery.contentEncoding, MAX_BODY_BYTES);
    if (isBatchType(delivery.type)) return [readBatch(delivery, body, now)];
    if (delivery.type?.startsWith('logwarren.')) {
      throw new Unreadable(
        'batch-type-unknown',
        `type ${delivery.type.slice(0, 64)} is newer than this collector, which knows ${COLUMNS_TYPE} and ${BATCH_TYPE}; ` +
          'replay the message with a newer one',
      );
    }
    return readForeign(delivery, body, now);
  } catch (error) {
    const reason = error instanceof BodyError ? (error.code as DeadLetterReason) : undefined;
    if (!(error instanceof Unreadable) && reason === undefined) throw error;
    const explanation = (error as Error).message;
    const letter = { body: delivery.body, reason: reason ?? (error as Unreadable).reason, explanation };
    return [emptyDelivery([letter])];
  }
}

function emptyDelivery(letters: DeadLetter[]): ReadDelivery {
  const stream = { service: '', severity: 'INFO' as const };
  const nothing = { records: toColumns([]), indexes: [], sizeBytes: 0 };
  return { batchId: '', identity: undefined, ...stream, ...nothing, letters };
}

function readBatch(delivery: Delivery, body: Buffer, now: number): ReadDelivery {
  const batchId = batchIdOfMessage(delivery, body);
  const identity = identityOf(delivery)?.kind;
  if (identity === 'batch-id' && isMisdated(batchId, delivery.headers, now)) {
    const date = new Date(timeOfId(batchId)).toISOString();
    throw new Unreadable('batch-date-invalid', `the batch id is dated ${date}; the clock of its source is wrong`);
  }
  const { batch: checked, sizeBytes } = parseBatch(delivery, body);
  const { service, severity, records } = checked;
  const count = Array.isArray(records) ? records.length : records.count;
  const first = firstIndex(delivery.headers.first, count);
  const read = { batchId, identity, service, severity, sizeBytes };
  if (!Array.isArray(records)) {
    return { ...read, records, indexes: Array.from({ length: count }, (_, i) => first + i), letters: [] };
  }
  return { ...read, ...sortOut(records, first, { delivery, body, batch: { batchId, service, severity } }) };
}

/**
 * True for a batch that no clock near to ours has dated. A replay comes years later if need be, and the batch of a single
 * record was taken before, whatever the date of its id: one without a time lies on 1970-01-01.
 */
function isMisdated(batchId: string, headers: Delivery['headers'], now: number): boolean {
  const aheadMs = timeOfId(batchId) - now;
  const isReplay = Number.isInteger(headers[ATTEMPT_HEADER]);
  if (isReplay) return headers.first === undefined && aheadMs > MAX_DATE_ERROR_MS;
  return Math.abs(aheadMs) > MAX_DATE_ERROR_MS;
}

/** Records that are good, and letters for the others. */
function sortOut(
  checked: readonly CheckedRecord[],
  first: number,
  { delivery, body, batch }: { delivery: Delivery; body: Buffer; batch: DeadLetter['batch'] },
): Pick<ReadDelivery, 'records' | 'indexes' | 'letters'> {
  const records: WireRecord[] = [];
  const indexes: number[] = [];
  const letters: DeadLetter[] = [];
  const limits = delivery.type === BATCH_TYPE ? new RecordLimits() : undefined;
  let elements: Buffer[] | undefined;
  checked.forEach((each, index) => {
    const recordIndex = first + index;
    if ('record' in each) {
      limits?.add(each.record, String(hourOf(each.record.timestamp)));
      records.push(each.record);
      indexes.push(recordIndex);
      return;
    }
    if (delivery.type === BATCH_TYPE) elements ??= jsonElements(body, 'records');
    const bytes = elements?.[index] ?? recordJson(each.value) ?? body;
    letters.push({ body: bytes, reason: 'record-invalid', explanation: each.problem, recordIndex, batch });
  });
  return { records: toColumns(records), indexes, letters };
}

function parseBatch(delivery: Delivery, body: Buffer): { batch: CheckedBatch | CheckedColumns; sizeBytes: number } {
  const text = decodeUtf8(body);
  if (delivery.type === BATCH_TYPE) {
    // By hand anybody may write one; by column, no source of ours sends as much.
    checkMembers([text]);
    const checked = checkBatch(readJson(text));
    if ('problem' in checked) throw new Unreadable('batch-invalid', checked.problem);
    return { batch: checked.batch, sizeBytes: body.length };
  }
  const checked = checkColumns(readJson(text));
  if ('problem' in checked) throw new Unreadable('batch-invalid', checked.problem);
  const bytesPerChar = body.length === text.length ? 1 : MAX_BYTES_PER_CHAR;
  return { batch: checked.batch, sizeBytes: checked.batch.chars * bytesPerChar };
}

/** Most bytes of a UTF-16 code unit in UTF-8. */
const MAX_BYTES_PER_CHAR = 3;

/** A record of columns has no bytes of its own; undefined when it is nested too deep to be written. */
function recordJson(value: unknown): Buffer | undefined {
  try {
    return Buffer.from(stringifyJson(value));
  } catch {
    return undefined;
  }
}

/**
 * Position of a message's first record in its batch: not 0 for a record that is sent again alone and keeps its id.
 */
function firstIndex(header: unknown, count: number): number {
  const isPlace = Number.isInteger(header) && (header as number) >= 0 && (header as number) + count <= MAX_POSITIONS;
  return isPlace ? (header as number) : 0;
}

function readJson(text: string): unknown {
  try {
    return parseForeignJson(text);
  } catch (error) {
    throw new Unreadable('body-not-json', `the body is not valid JSON: ${(error as Error).message}`);
  }
}
