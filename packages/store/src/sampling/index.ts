/** Estimates from a sample of buckets, with their errors. */
export { apportion } from './apportion.ts';
export { type Candidate, costOf } from './candidate.ts';
export { weightOf } from './estimate.ts';
export { drawSample, type Sample, type Stratum } from './sample.ts';
/** Counts with their error and interval. */
export type { Count, ValueCount } from './top-values.ts';
export { type Room, ValueCounts } from './value-counts.ts';
