/** A bucket: up to 1,000 records of one service, severity and hour, and the header that commits them. */
export {
  assembleBucket,
  type BatchPart,
  buildBucket,
  COMMIT_LIMIT_MS,
  type HeaderDocument,
  idBytes,
  idKey,
  idText,
  type NewBucket,
} from './bucket.ts';
export { MAX_BUCKET_BYTES, MAX_BUCKET_RECORDS, MAX_STORED_BYTES } from './bucket-limits.ts';
export { ANY_SERVICE, headersOf, recordsOf } from './collections.ts';
export { uniteEntries, uniteLosses } from './ledger-entry.ts';
export { compareInMoment, type EndPlaces, type PlaceInMoment } from './place-ranges.ts';
export { bucketIdOf, readTimes, TIMES } from './read-times.ts';
export { comparePlaces, eachPlace, PlaceList } from './record-places.ts';
export {
  type OpenBucket,
  openBucket,
  type RecordsDocument,
  readRecordsDocument,
  type StoredRecord,
  withId,
} from './records-document.ts';
export { withoutSharing } from './shared-texts.ts';
export { fitsBucket, isStorable, storedBound } from './stored-size.ts';
