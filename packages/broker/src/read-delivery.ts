import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import {
  BATCH_TYPE,
  batchIdFrom,
  type CheckedBatch,
  type CheckedColumns,
  type CheckedRecord,
  COLUMNS_TYPE,
  checkBatch,
  checkColumns,
  createBatchIds,
  isBatchId,
  MAX_SERVICE_LENGTH,
  type NormalisedRecord,
  parseJson,
  parsePlainLine,
  type RecordColumns,
  recordFromJson,
  SEVERITY_BASE,
  type Severity,
  severityNumberOf,
  severityOfNumber,
  stringifyJson,
  timeOfId,
  toColumns,
  type WireRecord,
} from '@logwarren/contract';
import { decodeBody } from './codec.ts';
import type { DeadLetter } from './dead-letter.ts';
import { BodyError } from './errors.ts';
import { jsonElements } from './json-elements.ts';
import type { Delivery } from './message.ts';

/**
 * From a message of any AMQP client to records.
 *
 *     type logwarren.columns.v1               a batch of our sources, by column
 *     type logwarren.batch.v1                 a batch record by record
 *     no such type, body starts with `{`      one JSON record of any logger
 *     anything else                           the plain line `<timestamp> <service_name> <severity> <log_message>`
 *
 * Identity. A batch of ours has its id. Another `message-id` becomes one by a digest over id and body, so a redelivery
 * is recognised and a publisher that reuses ids loses nothing. No `message-id`: a random id, at least once.
 */

/** Largest body after unpacking; our own batches have 256 KiB. Records of it still fit MongoDB's 16 MiB as BSON. */
export const MAX_BODY_BYTES = 8 * 1024 * 1024;
/** A batch id dated further away than this is refused: each day makes a partition, and a clock can only be so wrong. */
const MAX_DATE_ERROR_MS = 366 * 86_400_000;

/** The closed list of reasons why a message or record can never be stored; see docs/errors.md. */
export const DEAD_LETTER_REASONS = [
  'body-encoding-unknown',
  'body-corrupt',
  'body-too-large',
  'body-not-utf8',
  'body-not-json',
  'batch-invalid',
  'batch-date-invalid',
  'batch-type-unknown',
  'record-invalid',
  'plain-line-malformed',
] as const;

export type DeadLetterReason = (typeof DEAD_LETTER_REASONS)[number];

/** Records of a message, all of one service and severity, and what of it can never be stored. */
export interface ReadDelivery {
  batchId: string;
  /** True when neither id nor properties tell the day: a redelivery may have been stored under another day. */
  isUndated: boolean;
  service: string;
  severity: Severity;
  records: RecordColumns;
  /** Position of each record in its batch. */
  indexes: number[];
  /** Size of the records as JSON, bytes. */
  sizeBytes: number;
  letters: DeadLetter[];
}

/** Why the message as a whole is no record. */
class Unreadable extends Error {
  readonly reason: DeadLetterReason;

  constructor(reason: DeadLetterReason, message: string) {
    super(message);
    this.reason = reason;
  }
}

/**
 * Reads a message. What is wrong with it is in `letters`; it throws only on a bug.
 *
 * @param now ms since the epoch
 */
export function readDelivery(delivery: Delivery, now: number = Date.now()): ReadDelivery {
  try {
    const body = decodeBody(delivery.body, delivery.contentEncoding, MAX_BODY_BYTES);
    if (isBatchType(delivery.type)) return readBatch(delivery, body, now);
    if (delivery.type?.startsWith('logwarren.')) {
      throw new Unreadable(
        'batch-type-unknown',
        `type ${delivery.type.slice(0, 64)} is not known; ${BATCH_TYPE} and ${COLUMNS_TYPE} are`,
      );
    }
    return readSingle(delivery, body, now);
  } catch (error) {
    const reason = error instanceof BodyError ? (error.code as DeadLetterReason) : undefined;
    if (!(error instanceof Unreadable) && reason === undefined) throw error;
    const explanation = (error as Error).message;
    const letter = { body: delivery.body, reason: reason ?? (error as Unreadable).reason, explanation };
    return emptyDelivery([letter]);
  }
}

function emptyDelivery(letters: DeadLetter[]): ReadDelivery {
  const stream = { service: '', severity: 'INFO' as const };
  return { batchId: '', isUndated: true, ...stream, records: toColumns([]), indexes: [], sizeBytes: 0, letters };
}

function readBatch(delivery: Delivery, body: Buffer, now: number): ReadDelivery {
  const { batchId, isUndated } = identify(delivery, body, now);
  if (Math.abs(timeOfId(batchId) - now) > MAX_DATE_ERROR_MS) {
    const date = new Date(timeOfId(batchId)).toISOString();
    throw new Unreadable('batch-date-invalid', `the batch id is dated ${date}; the clock of its source is wrong`);
  }
  const { batch: checked, sizeBytes } = parseBatch(delivery, body);
  const { service, severity, records } = checked;
  const count = Array.isArray(records) ? records.length : records.count;
  const first = firstIndex(delivery.headers.first, count);
  const read = { batchId, isUndated, service, severity, sizeBytes };
  if (!Array.isArray(records)) {
    return { ...read, records, indexes: Array.from({ length: count }, (_, i) => first + i), letters: [] };
  }
  return { ...read, ...sortOut(records, first, { delivery, body, batch: { batchId, service, severity } }) };
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
  let elements: Buffer[] | undefined;
  checked.forEach((each, index) => {
    const recordIndex = first + index;
    if ('record' in each) {
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

/** Batches of our own formats, whose `message-id` is the id of the batch. */
export function isBatchType(type: string | undefined): boolean {
  return type === COLUMNS_TYPE || type === BATCH_TYPE;
}

function parseBatch(delivery: Delivery, body: Buffer): { batch: CheckedBatch | CheckedColumns; sizeBytes: number } {
  const text = decodeUtf8(body);
  if (delivery.type === BATCH_TYPE) {
    const checked = checkBatch(readJson(text));
    if ('problem' in checked) throw new Unreadable('batch-invalid', checked.problem);
    return { batch: checked.batch, sizeBytes: body.length };
  }
  const checked = checkColumns(readJson(text));
  if ('problem' in checked) throw new Unreadable('batch-invalid', checked.problem);
  const bytesPerChar = body.length === text.length ? 1 : MAX_BYTES_PER_CHAR;
  return { batch: checked.batch, sizeBytes: checked.batch.chars * bytesPerChar };
}

/** Of a UTF-16 code unit in UTF-8. */
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

/** Ids have 16 bits for the position. */
const MAX_POSITIONS = 65_536;

function readSingle(delivery: Delivery, body: Buffer, now: number): ReadDelivery {
  const text = decodeUtf8(body);
  const record = /^\s*\{/.test(text) ? readJsonRecord(delivery, text, now) : readPlainLine(text, now);
  const { service, severity, ...wire } = record;
  if (wire.severityNumber === SEVERITY_BASE[severity]) delete (wire as WireRecord).severityNumber;
  const identity = identify(delivery, body, now);
  const records = toColumns([wire]);
  return { ...identity, service, severity, records, indexes: [0], sizeBytes: body.length, letters: [] };
}

function readJsonRecord(delivery: Delivery, text: string, now: number): NormalisedRecord {
  const value = readJson(text);
  const routed = fromRoutingKey(delivery.routingKey);
  const read = recordFromJson(value, { observedAt: now, service: routed.service });
  if ('problem' in read) throw new Unreadable('record-invalid', read.problem);
  const { record } = read;
  const isUnset = record.severityText === undefined && !saysSeverity(value as Record<string, unknown>);
  if (isUnset && routed.severityNumber !== undefined) {
    record.severityNumber = routed.severityNumber;
    record.severity = severityOfNumber(routed.severityNumber);
  }
  return record;
}

/** A record that names INFO itself is not to be overruled by its routing key. */
function saysSeverity(value: Record<string, unknown>): boolean {
  return ['severity', 'level', 'severityNumber'].some((key) => value[key] !== undefined && value[key] !== null);
}

function readPlainLine(text: string, now: number): NormalisedRecord {
  const record = parsePlainLine(text.trimEnd(), { observedAt: now });
  if (record !== undefined) return record;
  const shown = JSON.stringify(text.slice(0, 80));
  const wanted = 'neither a JSON object nor "<timestamp> <service_name> <severity> <log_message>"';
  throw new Unreadable('plain-line-malformed', `${shown} is ${wanted}`);
}

/** What `ERROR.payment` says of a record that does not say it itself. */
function fromRoutingKey(key: string): { service?: string; severityNumber?: number } {
  const dot = key.indexOf('.');
  const severityNumber = severityNumberOf(dot < 0 ? key : key.slice(0, dot));
  if (severityNumber === undefined) return {};
  const service = dot < 0 ? '' : key.slice(dot + 1);
  return { severityNumber, service: service.slice(0, MAX_SERVICE_LENGTH) };
}

/** Windows programs put it in front of a file or message; it is no part of the text. */
const BYTE_ORDER_MARK = Buffer.from('\uFEFF');

const randomId = createBatchIds();

function identify(delivery: Delivery, body: Buffer, now: number): { batchId: string; isUndated: boolean } {
  const { messageId, timestampMs, type } = delivery;
  if (messageId === undefined || messageId === '') return { batchId: randomId(), isUndated: false };
  if (isBatchType(type) && isBatchId(messageId)) return { batchId: messageId, isUndated: false };
  const isDated = timestampMs !== undefined && Math.abs(timestampMs - now) <= MAX_DATE_ERROR_MS;
  const digest = createHash('sha256').update(messageId).update('\0').update(body).digest();
  const day = Math.floor(now / 86_400_000) * 86_400_000;
  return {
    batchId: batchIdFrom(isDated ? timestampMs : day, digest.readUInt16BE(30) & 0xfff, digest),
    isUndated: !isDated,
  };
}

function decodeUtf8(body: Buffer): string {
  if (!isUtf8(body)) throw new Unreadable('body-not-utf8', 'the body is not valid UTF-8');
  const start = body.indexOf(BYTE_ORDER_MARK) === 0 ? BYTE_ORDER_MARK.length : 0;
  return body.toString('utf8', start);
}

function readJson(text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    throw new Unreadable('body-not-json', `the body is not valid JSON: ${(error as Error).message}`);
  }
}
