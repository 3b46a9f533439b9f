import type { Binary } from 'mongodb';

/** A bucket that may hold matches, as its header says. */
export interface Candidate {
  _id: Binary;
  service: string;
  severityNumber: number;
  fromMs: number;
  /** Records in the range that is asked for, or in the bucket where nobody knows how many those are. */
  records: number;
  /** Records in the bucket, where `records` is less. */
  stored?: number;
}

/** Opening any bucket costs as much as this many records. */
const BUCKET_COST = 50;

/** The cost of opening buckets, in records. */
export function costOf(candidates: readonly Candidate[]): number {
  return candidates.reduce((sum, { records, stored = records }) => sum + stored + BUCKET_COST, 0);
}
