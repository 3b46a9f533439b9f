/** Reads ids of records and batches. `record-ids.ts` makes them and describes their layout. */

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

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

/** False for the id of a message that has no time of its own: such ids are dated 1970-01-01. */
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
