/** Reading, as every query does it: one moment of the store, one range of time, one compiled filter. */
export { answerCharsOf, countThatFit, MAX_PAGE_CHARS } from './answer-size.ts';
export { type AsOf, AsOfAheadError, AsOfExpiredError } from './as-of.ts';
export { bindServices } from './bind-services.ts';
export { type CompiledFilter, compileFilter } from './compile-filter.ts';
export { bucketsAtEnds, innerPart, isDecidedInside } from './inner-part.ts';
export { eachMatch, type OpenOptions, openBuckets, readBuckets, selectRecords } from './open-buckets.ts';
export { EVERYTHING, inside, isWithin, liesInside, overlapping, rangeOf, straddling, type TimeRange } from './range.ts';
export {
  COUNT_PATIENCE,
  type CountQuery,
  leftMs,
  type RangeQuery,
  type RunningQuery,
  readCounts,
  readQuery,
  readTimeOf,
} from './read-query.ts';
export { isSnapshotGone, newestMoment, readSnapshot, type Snapshot, type SnapshotOptions } from './read-snapshot.ts';
