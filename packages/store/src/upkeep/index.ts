/**
 * Upkeep: merging small buckets, sweeping orphans, dropping expired partitions, and the lease that lets only one worker
 * do it.
 */
export { type DroppedPartition, dropExpired } from './drop-expired.ts';
export { withLease } from './lease.ts';
export { type MergeReport, mergeBuckets } from './merge-buckets.ts';
export { sweepOrphans } from './sweep-orphans.ts';
