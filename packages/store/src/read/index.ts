/** Reading, as every question does it: one moment of the store, one range of time, one compiled filter. */
export { countThatFit, MAX_PAGE_CHARS, sizeOf } from './answer-size.ts';
export { type AsOf, AsOfAheadError, AsOfExpiredError } from './as-of.ts';
export { bindServices } from './bind-services.ts';
export { headerCondition, isDecidedByHeader } from './header-condition.ts';
export { bucketsAtEnds, innerPart, isDecidedInside } from './inner-part.ts';
export {
  eachMatch,
  type OpenOptions,
  openBuckets,
  quickTest,
  readBuckets,
  type Selection,
  selectRecords,
} from './open-buckets.ts';
export {
  COUNT_PATIENCE,
  leftMs,
  type RangeQuery,
  type RunningQuery,
  readCounts,
  readQuery,
  readTimeOf,
} from './read-query.ts';
export {
  isSnapshotGone,
  newestMoment,
  readSnapshot,
  type Snapshot,
  type SnapshotOptions,
  type TimeRange,
} from './read-snapshot.ts';
export { inside, overlapping, rangeOf, straddling } from './time-range.ts';
