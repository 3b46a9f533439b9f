import type { Binary } from 'mongodb';

/** A bucket that may hold matches, judged by its header. */
export interface Candidate {
  _id: Binary;
  service: string;
  severityNumber: number;
  fromMs: number;
  /** Records in the requested range, or in the whole bucket if the number in the range is unknown. */
  records: number;
  /** Records in the bucket, if `records` is less. */
  stored?: number;
}

/** Opening any bucket costs as much as this many records. */
const BUCKET_COST = 50;

/** The cost of opening buckets, in records. */
export function costOf(candidates: readonly Candidate[]): number {
  return candidates.reduce((sum, { records, stored = records }) => sum + stored + BUCKET_COST, 0);
}
