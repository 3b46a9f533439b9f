import type { NormalisedRecord } from './log-record.ts';

/**
 * True for a record that says itself when it happened; the others have the moment at which they were read as their timestamp.
 *
 * Exact for records of our parser, which keeps the two moments apart; in what builds before it have stored, a record that says
 * the very millisecond of its reading counts as one that says nothing.
 */
export function hasOwnTime({
  nanos,
  observedAt,
  timestamp,
}: Pick<NormalisedRecord, 'nanos' | 'observedAt' | 'timestamp'>): boolean {
  return timestamp !== observedAt || (nanos !== undefined && nanos !== 0);
}

/** Keeps the moments of a record with a time of its own apart: it was read a millisecond later then. */
export function keepOwnTime(record: NormalisedRecord): void {
  if (!hasOwnTime(record)) record.observedAt += 1;
}
