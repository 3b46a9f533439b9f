/** Counting records by service, severity and time. */
export { type CountResult, countDecided, countLogs, type StreamCount } from './count-logs.ts';
export { chooseBins, type Histogram, type HistogramQuery, histogram, MAX_BINS } from './histogram.ts';
export { scanBuckets } from './scan-buckets.ts';
export { type ServiceHistogram, serviceHistogram } from './service-bins.ts';
export { type SilentServices, silentServices } from './silent-services.ts';
export { type RecordTally, type SampledQuery, tallyRecords } from './tally-records.ts';
export type { TimeBins } from './time-bins.ts';
export { isTimeZone } from './zone-offsets.ts';
