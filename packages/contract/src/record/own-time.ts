import type { NormalisedRecord } from './log-record.ts';

/**
 * True for a record whose text has its time; the timestamp of all others is the moment when they were read.
 *
 * Exact for records of our parser, which keeps the two moments apart. Older builds did not: a record of theirs that was
 * read in the very millisecond of its own time counts as one without a time.
 */
export function hasOwnTime({
  nanos,
  observedAt,
  timestamp,
}: Pick<NormalisedRecord, 'nanos' | 'observedAt' | 'timestamp'>): boolean {
  return timestamp !== observedAt || (nanos !== undefined && nanos !== 0);
}

/** Keeps the two moments of a record with its own time apart: it puts the reading a millisecond later. */
export function keepOwnTime(record: NormalisedRecord): void {
  if (!hasOwnTime(record)) record.observedAt += 1;
}
