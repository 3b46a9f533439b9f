/**
 * Where records rest: partitions of buckets in MongoDB, and how they are written, found, counted, merged and dropped.
 * Dead letters and the ledger of sources rest here as well. Nothing else imports mongodb. `./admin` administers a
 * database, for tests and `npm start`.
 */
export { type BatchPart, fitsBucket, MAX_BUCKET_BYTES, MAX_BUCKET_RECORDS, MAX_STORED_BYTES } from './bucket/index.ts';
export { FORMAT, openStore, type Store, StoreUnavailableError } from './connection/index.ts';
export {
  type CountResult,
  countLogs,
  type Histogram,
  type HistogramQuery,
  histogram,
  isTimeZone,
  MAX_BINS,
  type ServiceHistogram,
  type SilentServices,
  type StreamCount,
  serviceHistogram,
  silentServices,
} from './count/index.ts';
export {
  countLetters,
  discardLetters,
  ensureLetterIndexes,
  findLetters,
  getLetter,
  keepLetters,
  LETTER_STATES,
  type LetterCount,
  type LetterFilter,
  type LetterPosition,
  type LetterSelection,
  type LetterSummary,
  markReplayed,
  type RequestedReplay,
  requestedReplays,
  requestReplay,
  type Settled,
  statesOfLetters,
  sweepChunks,
} from './dead-letters/index.ts';
export { type FacetQuery, facets, listFields } from './facets/index.ts';
export {
  AFTER_ALL,
  beforeAll,
  type Cursor,
  comparePositions,
  decodeCursor,
  deleteSearch,
  encodeCursor,
  findLogs,
  getLog,
  getSearch,
  isBehind,
  type LogPage,
  type LogQuery,
  listSearches,
  logContext,
  logsSince,
  type Order,
  positionOf,
  type RecordsSince,
  type SavedSearch,
  type SinceQuery,
  saveSearch,
} from './find/index.ts';
export {
  ensureRepeatIndex,
  ensureSampleIndex,
  type Ledger,
  type LedgerQuery,
  type LedgerRow,
  type QueueSample,
  type RepeatCount,
  readLedger,
  saveRepeats,
  saveSamples,
} from './ledger/index.ts';
export { type PartitionDocument, refreshPartitions, refreshView } from './partitions/index.ts';
export {
  type AsOf,
  AsOfAheadError,
  AsOfExpiredError,
  COUNT_PATIENCE,
  type CountQuery,
  newestMoment,
  type RangeQuery,
} from './read/index.ts';
/** A count with its error and interval. */
export type { Count } from './sampling/index.ts';
export { type PartOutcome, saveParts } from './save/index.ts';
export { forgetTemplates, patterns } from './templates/index.ts';
export {
  type DroppedPartition,
  dropExpired,
  type MergeReport,
  mergeBuckets,
  sweepOrphans,
  withLease,
} from './upkeep/index.ts';
