/** Counting records by service, severity and time. */
export { chooseBins, MAX_BINS } from './choose-bins.ts';
export { type CountResult, countDecided, countLogs } from './count-logs.ts';
export { type Histogram, type HistogramQuery, histogram } from './histogram.ts';
export { scanBuckets } from './scan-buckets.ts';
export { type ServiceHistogram, serviceHistogram } from './service-bins.ts';
export { type SilentServices, silentServices } from './silent-services.ts';
/** Matches of one service and severity. */
export type { StreamCount } from './stream-tally.ts';
export { type RecordTally, type SampledQuery, tallyRecords } from './tally-records.ts';
/** Bins of a histogram, oldest first. */
export type { TimeBins } from './time-bins.ts';
export { isTimeZone } from './zone-offsets.ts';
