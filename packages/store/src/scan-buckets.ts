import { compilePredicate, type LogRecord } from '@logwarren/contract';
import type { Document, Filter as MongoFilter } from 'mongodb';
import { type HeaderDocument, idKey } from './bucket.ts';
import { headerCondition } from './header-condition.ts';
import { eachMatch, quickTest, readBuckets } from './open-buckets.ts';
import type { RangeQuery, RunningQuery } from './read-query.ts';
import { readTimes, TIMES } from './read-times.ts';
import { readRecordsDocument, type StoredRecord } from './records-document.ts';
import { type Candidate, costOf, drawSample, type Sample } from './sampling/sample.ts';
import { headersOf, type Store } from './store.ts';

/** Buckets opened between two looks at the clock. */
const GROUP = 16;

/** As many records are always counted, one by one. */
const ALWAYS_EXACT = 100_000;
/** Records, as `costOf` counts them, for each ms that a query may take; a quarter of what an idle machine counts. */
const EXACT_PER_MS = 100;
/** Size of a sample, by what could have been counted. */
const SAMPLED_SHARE = 0.4;
/**
 * Work that is bounded by the rules above may go on for so many times the time of the query: a busy machine must not make
 * other numbers than an idle one.
 */
const PATIENCE = 4;

/** A query whose counts may be estimates. */
export interface SampledQuery extends RangeQuery {
  /** Counts all, as far as the time allows, instead of a sample. */
  exact: boolean;
  /** Most records that are counted one by one; left out, at least 100,000, and as many as `budgetMs` has room for. */
  mostExact?: number | undefined;
}

/** What is read, besides the query that it belongs to. */
export interface Scan extends RunningQuery {
  /** Headers that come into question, besides what the filter says of them. */
  condition: MongoFilter<HeaderDocument>;
}

interface PlacedBucket extends Candidate {
  partition: string;
}

/** Which buckets are to be opened. */
export interface ScanPlan {
  buckets: readonly PlacedBucket[];
  /** Moment of the query's clock at which it is given up. */
  deadline: number;
  /** Undefined when `buckets` are all there are; otherwise `buckets` are the sample's, in its order. */
  sample: Sample | undefined;
}

/**
 * Decides, by headers alone, whether all buckets are opened or a sample: the same question gets the same answer however
 * busy the machine is.
 */
export async function planScan(
  store: Store,
  scan: Scan,
  { budgetMs, exact, mostExact = Math.max(ALWAYS_EXACT, budgetMs * EXACT_PER_MS) }: SampledQuery,
): Promise<ScanPlan> {
  const candidates = await candidatesOf(store, scan);
  if (exact) return { buckets: candidates, sample: undefined, deadline: scan.deadline };
  const deadline = scan.deadline + (PATIENCE - 1) * budgetMs;
  const records = candidates.reduce((sum, candidate) => sum + candidate.records, 0);
  const isAffordable = records <= Math.min(ALWAYS_EXACT, mostExact) || costOf(candidates) <= mostExact;
  if (isAffordable) return { buckets: candidates, sample: undefined, deadline };
  const sample = drawSample(candidates, mostExact * SAMPLED_SHARE);
  return { buckets: sample.buckets, sample, deadline };
}

/**
 * Hands over every record that matches, of the buckets of a plan; in a bucket in no order.
 *
 * @param onMatch gets the index of the record's bucket in the plan
 * @returns false when the time was up
 */
export async function scanPlanned(
  store: Store,
  scan: Scan,
  { buckets, deadline }: ScanPlan,
  onMatch: (record: StoredRecord, bucket: number) => void,
): Promise<boolean> {
  const selection = { ...scan.range, matches: compilePredicate(scan.filter) };
  const mayMatch = quickTest(scan.filter);
  return await readPlanned(store, { ...scan, deadline }, buckets, (bytes, bucket) => {
    if (mayMatch(bytes)) eachMatch(readRecordsDocument(bytes), selection, (record) => onMatch(record, bucket));
  });
}

/** The same for all buckets. */
export async function scanBuckets(store: Store, scan: Scan, onMatch: (record: StoredRecord) => void): Promise<boolean> {
  const plan = { buckets: await candidatesOf(store, scan), sample: undefined, deadline: scan.deadline };
  return await scanPlanned(store, scan, plan, onMatch);
}

/**
 * Counts records by time, service and severity where the filter asks for nothing else (`isDecidedByHeader`), without
 * taking the buckets apart.
 *
 * @returns false when the time was up
 */
export async function scanTimes(
  store: Store,
  scan: Scan,
  onRecord: (record: Pick<LogRecord, 'timestamp' | 'service' | 'severity'>) => void,
): Promise<boolean> {
  const { fromMs, toMs } = scan.range;
  const buckets = await candidatesOf(store, scan);
  return await readPlanned(store, { ...scan, projection: TIMES }, buckets, (bytes) => {
    const { service, severity, times } = readTimes(bytes);
    for (const timestamp of times)
      if (timestamp >= fromMs && timestamp < toMs) onRecord({ timestamp, service, severity });
  });
}

/** False when the time was up, or when a bucket went away meanwhile. */
async function readPlanned(
  store: Store,
  scan: Scan & { projection?: Document },
  buckets: readonly PlacedBucket[],
  onBytes: (bytes: Buffer, bucket: number) => void,
): Promise<boolean> {
  const indexes = new Map(buckets.map(({ _id }, index) => [idKey(_id), index]));
  const options = { session: scan.snapshot.session, signal: scan.signal };
  const projected = scan.projection === undefined ? {} : { projection: scan.projection };
  let read = 0;
  for (const [partition, entries] of Map.groupBy(buckets, (entry) => entry.partition)) {
    for (let i = 0; i < entries.length; i += GROUP) {
      scan.signal?.throwIfAborted();
      if (scan.clock() > scan.deadline) return false;
      const ids = entries.slice(i, i + GROUP).map(({ _id }) => _id);
      const maxTimeMS = Math.ceil(scan.deadline - scan.clock()) + 1_000;
      await readBuckets(store, partition, ids, { ...options, maxTimeMS, ...projected }, (bytes) => {
        read += 1;
        onBytes(bytes, indexes.get(keyOf(bytes)) as number);
      });
    }
  }
  return read === buckets.length;
}

/** `_id` is the first element of a document: size (4 bytes), type (1), name (4), length (4), subtype (1), 16 bytes. */
const ID_AT = 14;

/** `idKey` of the document's id, read off its bytes. */
function keyOf(bytes: Buffer): string {
  return bytes.toString('hex', ID_AT, ID_AT + 16);
}

type ProjectedHeader = Pick<HeaderDocument, '_id' | 'service' | 'severityNumber' | 'from' | 'count'>;

async function candidatesOf(store: Store, scan: Scan): Promise<PlacedBucket[]> {
  const { session, signal, partitions } = scan.snapshot;
  const candidates: PlacedBucket[] = [];
  for (const { _id: partition, termSizes } of partitions) {
    scan.signal?.throwIfAborted();
    const conditions = { $and: [scan.condition, headerCondition(scan.filter, termSizes), { count: { $gt: 0 } }] };
    const projection = { service: 1, severityNumber: 1, from: 1, count: 1 };
    const headers = headersOf(store, partition)
      .find<ProjectedHeader>(conditions, { session, signal, projection })
      .sort({ to: -1 });
    for await (const { _id, service, severityNumber, from, count } of headers) {
      candidates.push({ partition, _id, service, severityNumber, fromMs: from.getTime(), records: count });
    }
  }
  return candidates;
}
