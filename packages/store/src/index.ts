/** Where records rest: partitions of buckets in MongoDB, how they are written, found, merged and dropped. */
export { type AsOf, AsOfAheadError, AsOfExpiredError } from './as-of.ts';
export type { BatchPart } from './bucket.ts';
export { MAX_BUCKET_BYTES, MAX_BUCKET_RECORDS } from './bucket.ts';
export { type CountQuery, type CountResult, countLogs, type StreamCount } from './count-logs.ts';
export * from './cursor.ts';
export * from './dead-letters/index.ts';
export * from './drop-expired.ts';
export { StoreUnavailableError, StoreUnusableError } from './errors.ts';
export * from './facets.ts';
export * from './fields.ts';
export * from './find-logs.ts';
export { FORMAT } from './format.ts';
export * from './get-log.ts';
export {
  type Histogram,
  type HistogramBin,
  type HistogramQuery,
  histogram,
  MAX_BINS,
} from './histogram.ts';
export * from './lease.ts';
export * from './ledger/index.ts';
export * from './log-context.ts';
export { LOG_VIEW, refreshView } from './log-view.ts';
export * from './logs-since.ts';
export { type MergeOptions, type MergeReport, mergeBuckets } from './merge-buckets.ts';
export type { PartitionDocument } from './partition.ts';
export * from './patterns.ts';
export { COUNT_PATIENCE, type RangeQuery } from './read-query.ts';
export { newestMoment } from './read-snapshot.ts';
export { refreshPartitions } from './refresh-partitions.ts';
export type { Count } from './sampling/top-values.ts';
export { type PartOutcome, saveParts } from './save-parts.ts';
export * from './saved-searches.ts';
export { type ServiceBins, type ServiceHistogram, serviceHistogram } from './service-bins.ts';
export { type SilentService, type SilentServices, silentServices } from './silent-services.ts';
export { openStore, type Store, type StoreOptions } from './store.ts';
export { fitsBucket, MAX_STORED_BYTES } from './stored-size.ts';
export { type SweepOptions, sweepOrphans } from './sweep-orphans.ts';
export { forgetTemplates } from './template-catalogue.ts';
export { isTimeZone } from './zone-offsets.ts';
