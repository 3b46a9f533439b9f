import { randomFillSync } from 'node:crypto';

/**
 * Identity of batches and records.
 *
 * A batch id is a UUIDv7 (RFC 9562) whose last 16 bits are zero; record i of the batch has the batch id plus i. So ids
 * need no bytes on the wire, sort by the moment the batch was made, and a record id contains that of its batch. Layout:
 *
 *     48 bits ms since the epoch | version 7 | 12 bits counter | variant | 46 bits random | 16 bits record index
 *
 * The counter makes ids of one process rise within a millisecond. When it runs over, the id's clock goes one ms ahead.
 */

/** Most records in one batch: ids have 16 bits for the position, a batch uses far fewer. */
export const MAX_BATCH_RECORDS = 500;

/**
 * Makes a generator of batch ids that rise strictly within the process, even when the clock steps back.
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

/** Smallest id that a batch or record of a moment (ms since the epoch) can have; earlier moments count as the epoch. */
export function firstIdAt(ms: number): string {
  return batchIdFrom(Math.max(0, Math.floor(ms)), 0, new Uint8Array(6));
}

/**
 * Batch id that depends only on its arguments, for batches that may have to be made again.
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
