import { jsonElements, parseForeignJson, stringifyJson } from '../../json/index.ts';
import type { RecordOrProblem, WireRecord } from '../../record/index.ts';
import {
  BATCH_TYPE,
  type CheckedBatch,
  type CheckedColumns,
  ColumnsBuilder,
  checkBatch,
  checkColumns,
  hourOf,
} from '../batches/index.ts';
import { timeOfId } from '../ids/index.ts';
import { ATTEMPT_HEADER, type DeadLetter, Unreadable } from '../letters/index.ts';
import { decodeUtf8 } from './body-text.ts';
import type { Delivery, ReadDelivery } from './delivery.ts';
import { batchIdOfMessage, identityOf } from './message-identity.ts';
import { checkMembers, RecordLimits } from './record-limits.ts';

/** A batch id dated further away than this is refused: each day makes a partition, and no clock is that wrong. */
const MAX_DATE_ERROR_MS = 366 * 86_400_000;

/** Ids have 16 bits for the position. */
const MAX_POSITIONS = 65_536;

/**
 * Reads a batch, by column or record by record. A record that cannot be stored becomes a letter; the others are read.
 *
 * @param body unpacked
 * @param now ms since the epoch
 * @throws Unreadable when the body as a whole is not a batch, or its id has an impossible date
 */
export function readBatch(delivery: Delivery, body: Buffer, now: number): ReadDelivery {
  const batchId = batchIdOfMessage(delivery, body);
  const identity = identityOf(delivery)?.kind;
  if (identity === 'batch-id' && isMisdated(batchId, delivery.headers, now)) {
    const date = new Date(timeOfId(batchId)).toISOString();
    throw new Unreadable('batch-date-invalid', `the batch id is dated ${date}; the clock of its source is wrong`);
  }
  const { batch: checked, jsonBytes } = parseBatch(delivery, body);
  const { service, severity, records } = checked;
  const count = Array.isArray(records) ? records.length : records.count;
  const first = firstIndex(delivery.headers.first, count);
  const read = { batchId, identity, service, severity, jsonBytes };
  if (!Array.isArray(records)) {
    return { ...read, records, indexes: Array.from({ length: count }, (_, i) => first + i), letters: [] };
  }
  return { ...read, ...sortOut(records, first, { delivery, body, batch: { batchId, service, severity } }) };
}

/**
 * True for a batch whose date is too far from our clock. Replays are exempt, because they may come years later. So is
 * the batch of a single record, which was accepted before: its id may be dated 1970-01-01.
 */
function isMisdated(batchId: string, headers: Delivery['headers'], now: number): boolean {
  const aheadMs = timeOfId(batchId) - now;
  const isReplay = Number.isInteger(headers[ATTEMPT_HEADER]);
  if (isReplay) return headers.first === undefined && aheadMs > MAX_DATE_ERROR_MS;
  return Math.abs(aheadMs) > MAX_DATE_ERROR_MS;
}

/** Splits records into valid ones and letters for the others. */
function sortOut(
  checked: readonly RecordOrProblem<WireRecord>[],
  first: number,
  { delivery, body, batch }: { delivery: Delivery; body: Buffer; batch: DeadLetter['batch'] },
): Pick<ReadDelivery, 'records' | 'indexes' | 'letters'> {
  const records = new ColumnsBuilder();
  const indexes: number[] = [];
  const letters: DeadLetter[] = [];
  const limits = delivery.type === BATCH_TYPE ? new RecordLimits() : undefined;
  let elements: Buffer[] | undefined;
  checked.forEach((each, index) => {
    const recordIndex = first + index;
    if ('record' in each) {
      limits?.add(each.record, String(hourOf(each.record.timestamp)));
      records.add(each.record);
      indexes.push(recordIndex);
      return;
    }
    if (delivery.type === BATCH_TYPE) elements ??= jsonElements(body, 'records');
    const bytes = elements?.[index] ?? recordJson(each.value) ?? body;
    letters.push({ body: bytes, reason: 'record-invalid', explanation: each.problem, recordIndex, batch });
  });
  return { records: records.build(), indexes, letters };
}

function parseBatch(delivery: Delivery, body: Buffer): { batch: CheckedBatch | CheckedColumns; jsonBytes: number } {
  const text = decodeUtf8(body);
  if (delivery.type === BATCH_TYPE) {
    // Anybody may write a batch by hand; our own sources send fewer by column.
    checkMembers([text]);
    const checked = checkBatch(readJson(text));
    if ('problem' in checked) throw new Unreadable('batch-invalid', checked.problem);
    return { batch: checked.batch, jsonBytes: body.length };
  }
  const checked = checkColumns(readJson(text));
  if ('problem' in checked) throw new Unreadable('batch-invalid', checked.problem);
  const bytesPerChar = body.length === text.length ? 1 : MAX_BYTES_PER_CHAR;
  return { batch: checked.batch, jsonBytes: checked.batch.chars * bytesPerChar };
}

/** Most bytes of a UTF-16 code unit in UTF-8. */
const MAX_BYTES_PER_CHAR = 3;

/** JSON of a record from columns, which has no bytes of its own; undefined if it is nested too deep to be written. */
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
