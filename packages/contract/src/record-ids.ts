import { randomFillSync } from 'node:crypto';

/**
 * Identity of batches and records.
 *
 * A batch id is a UUIDv7 (RFC 9562) whose last 16 bits are zero; record i of the batch has the batch id plus i. So ids
 * need no bytes on the wire, sort by the moment the batch was made, and a record id tells its batch. Layout:
 *
 *     48 bits ms since the epoch | version 7 | 12 bits counter | variant | 46 bits random | 16 bits record index
 *
 * The counter makes ids of one process rise within a millisecond; when it runs over, the clock is taken one ms ahead.
 */

/** Most records in one batch: ids have 16 bits for the position, a batch uses far fewer. */
export const MAX_BATCH_RECORDS = 500;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/**
 * Makes a generator of batch ids that rise strictly within the process, also when the clock steps back.
 *
 * @param now ms since the epoch; an argument so that tests can stop the clock
 */
export function createBatchIds(now: () => number = Date.now): () => string {
  let lastMs = 0;
  let counter = 0;
  const random = Buffer.alloc(6);
  return () => {
    const ms = now();
    if (ms > lastMs) {
      lastMs = ms;
      counter = 0;
    } else if (++counter > 0xfff) {
      lastMs += 1;
      counter = 0;
    }
    randomFillSync(random);
    random[0] = 0x80 | ((random[0] ?? 0) & 0x3f);
    const hex = lastMs.toString(16).padStart(12, '0') + (0x7000 | counter).toString(16) + random.toString('hex');
    return withDashes(`${hex}0000`);
  };
}

/**
 * Id of the record at a position of a batch.
 *
 * @param index 0 to 65,535
 */
export function recordId(batchId: string, index: number): string {
  return batchId.slice(0, 32) + index.toString(16).padStart(4, '0');
}

/** Id of the batch that a record came in. */
export function batchIdOf(id: string): string {
  return `${id.slice(0, 32)}0000`;
}

/** Moment in the id of a batch or record, ms since the epoch. */
export function timeOfId(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

/** Smallest id that a batch or record of a moment can have, ms since the epoch; of the epoch for earlier moments. */
export function firstIdAt(ms: number): string {
  return batchIdFrom(Math.max(0, Math.floor(ms)), 0, new Uint8Array(6));
}

/** False for the id of a message that does not say when it was made: such ids lie on 1970-01-01. */
export function hasTime(id: string): boolean {
  return timeOfId(id) >= 86_400_000;
}

/** True for a UUIDv7 in its canonical form: lower case, with dashes. */
export function isRecordId(value: string): boolean {
  return UUID.test(value);
}

/** True for a record id whose last 16 bits are zero. */
export function isBatchId(value: string): boolean {
  return UUID.test(value) && value.endsWith('0000');
}

/**
 * Batch id that depends on its arguments alone, for batches that may have to be made again.
 *
 * @param ms since the epoch, 0 to 2^48 - 1
 * @param counter 0 to 4,095; orders the ids of one millisecond
 * @param digest at least 6 bytes, different for different batches
 */
export function batchIdFrom(ms: number, counter: number, digest: Uint8Array): string {
  const tail = Buffer.from(digest.subarray(0, 6));
  tail[0] = 0x80 | ((tail[0] ?? 0) & 0x3f);
  const head = ms.toString(16).padStart(12, '0') + (0x7000 | counter).toString(16);
  return withDashes(`${head}${tail.toString('hex')}0000`);
}

function withDashes(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
