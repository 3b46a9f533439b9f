/** Where records rest: partitions of buckets in MongoDB, how they are written, found, merged and dropped. */

export type { BatchPart } from './bucket/bucket.ts';
export { MAX_BUCKET_BYTES, MAX_BUCKET_RECORDS } from './bucket/bucket.ts';
export { fitsBucket, MAX_STORED_BYTES } from './bucket/stored-size.ts';
export { StoreUnavailableError, StoreUnusableError } from './connection/errors.ts';
export { FORMAT } from './connection/format.ts';
export { openStore, type Store, type StoreOptions } from './connection/store.ts';
export { type CountQuery, type CountResult, countLogs, type StreamCount } from './count/count-logs.ts';
export {
  type Histogram,
  type HistogramBin,
  type HistogramQuery,
  histogram,
  MAX_BINS,
} from './count/histogram.ts';
export { type ServiceBins, type ServiceHistogram, serviceHistogram } from './count/service-bins.ts';
export { type SilentService, type SilentServices, silentServices } from './count/silent-services.ts';
export { isTimeZone } from './count/zone-offsets.ts';
export * from './dead-letters/index.ts';
export * from './facets/facets.ts';
export * from './facets/fields.ts';
export * from './find/cursor.ts';
export * from './find/find-logs.ts';
export * from './find/get-log.ts';
export * from './find/log-context.ts';
export * from './find/logs-since.ts';
export * from './find/saved-searches.ts';
export * from './ledger/index.ts';
export { LOG_VIEW, refreshView } from './partitions/log-view.ts';
export type { PartitionDocument } from './partitions/partition.ts';
export { refreshPartitions } from './partitions/refresh-partitions.ts';
export { type AsOf, AsOfAheadError, AsOfExpiredError } from './read/as-of.ts';
export { COUNT_PATIENCE, type RangeQuery } from './read/read-query.ts';
export { newestMoment } from './read/read-snapshot.ts';
export type { Count } from './sampling/top-values.ts';
export { type PartOutcome, saveParts } from './save/save-parts.ts';
export * from './templates/patterns.ts';
export { forgetTemplates } from './templates/template-catalogue.ts';
export * from './upkeep/drop-expired.ts';
export * from './upkeep/lease.ts';
export { type MergeOptions, type MergeReport, mergeBuckets } from './upkeep/merge-buckets.ts';
export { type SweepOptions, sweepOrphans } from './upkeep/sweep-orphans.ts';
