import { type LogRecord, type Severity, severityOfNumber } from '@logwarren/contract';
import type { Filter as MongoFilter } from 'mongodb';
import { ANY_SERVICE, type HeaderDocument } from '../bucket/index.ts';
import type { Store } from '../connection/index.ts';
import type { PartitionDocument } from '../partitions/index.ts';
import { bucketsAtEnds, innerPart, inside, overlapping, type RunningQuery } from '../read/index.ts';
import { groupHeaders } from './group-headers.ts';
import { scanBuckets, scanTimes } from './scan-buckets.ts';
import type { TimeBins } from './time-bins.ts';

/** Receives the matches of each bin as they are counted. */
export interface BinSink {
  /** True if it needs the service of the matches; MongoDB then makes a sum for each service and bin. */
  readonly byService?: boolean;
  /**
   * @param index of the bin, the oldest 0
   * @param of the severity of the matches, and their service where `byService`; '' otherwise
   * @param count above 0
   */
  add(index: number, of: { service: string; severity: Severity }, count: number): void;
}

/**
 * Counts the matches of a query by bins of time, as `histogram` says.
 *
 * @returns false when the time was up; the counts are then lower bounds
 */
export async function countBins(store: Store, running: RunningQuery, times: TimeBins, sink: BinSink): Promise<boolean> {
  const counted = { times, sink };
  const inner = innerPart(running);
  const { isDecided } = inner.filter;
  const scan = running.filter.isDecided ? scanTimes : scanBuckets;
  const byHeaders = isDecided ? await countByHeaders(store, inner, counted) : { split: [], complete: true };
  const conditions = isDecided ? [...byHeaders.split, ...bucketsAtEnds(running, inner)] : [overlapping(running.range)];
  let { complete } = byHeaders;
  const onRecord = (record: Pick<LogRecord, 'timestamp' | 'service' | 'severity'>) =>
    addTo(counted, times.numberOf(record.timestamp), record, 1);
  for (const condition of conditions) {
    const scanned = await scan(store, { ...running, condition }, onRecord);
    complete &&= scanned;
  }
  return complete;
}

interface Counted {
  times: TimeBins;
  sink: BinSink;
}

/** @param number of the bin, as `TimeBins` has them */
function addTo({ times, sink }: Counted, number: number, of: { service: string; severity: Severity }, count: number) {
  const index = times.indexOf(number);
  // A tombstone counts nothing (sweep-orphans.ts).
  if (index !== undefined && count > 0 && index < times.starts.length) sink.add(index, of, count);
}

/** The number of the bin of a moment, as an expression for MongoDB; the same as `TimeBins.numberOf`. */
function numberIn(field: '$from' | '$to', { segments, stepMs }: TimeBins) {
  const numberWith = ({ least, offsetMs }: TimeBins['segments'][number]) => {
    const shown = { $floor: { $divide: [{ $add: [{ $toLong: field }, offsetMs] }, stepMs] } };
    return Number.isFinite(least) ? { $max: [least, shown] } : shown;
  };
  const [first, ...later] = segments;
  if (later.length === 0) return numberWith(first);
  // The newest first: most stored records are recent.
  const branches = later.toReversed().map((segment) => ({
    case: { $gte: [field, new Date(segment.fromMs)] },
    // biome-ignore lint/suspicious/noThenProperty: MongoDB calls it so
    then: numberWith(segment),
  }));
  return { $switch: { branches, default: numberWith(first) } };
}

/** If more buckets than this cross the end of their bin, every header is checked instead. */
const MAX_SPLIT = 2_000;

interface BinGroup {
  /** `splitAt`: `to` of a bucket that lies in more than one bin. */
  _id: { bin: number; splitAt: Date | null; severityNumber: number; service?: string };
  count: number;
}

/** Buckets that lie in more than one bin. */
interface SplitBuckets {
  /** The condition on them, if there are any. */
  split: MongoFilter<HeaderDocument>[];
  /** False when the time was up. */
  complete: boolean;
}

/** Counts the buckets that lie in one bin each. */
async function countByHeaders(store: Store, running: RunningQuery, counted: Counted): Promise<SplitBuckets> {
  const bin = numberIn('$from', counted.times);
  const isSplit = { $ne: [bin, numberIn('$to', counted.times)] };
  const service = counted.sink.byService === true ? { service: '$service' } : {};
  const splitAt: Date[] = [];
  const where = (partition: PartitionDocument) => ({ $and: [ANY_SERVICE, running.filter.headersIn(partition)] });
  const by = {
    _id: { bin, splitAt: { $cond: [isSplit, '$to', null] }, severityNumber: '$severityNumber', ...service },
    count: { $sum: '$count' },
  };
  const complete = await groupHeaders<BinGroup>(store, running, { where, by }, ({ _id: group, count }) => {
    const { bin: number, splitAt: end, severityNumber, service: name = '' } = group;
    if (end !== null) splitAt.push(end);
    else addTo(counted, Number(number), { service: name, severity: severityOfNumber(severityNumber) }, count);
  });
  if (!complete) return { split: [], complete };
  if (splitAt.length === 0) return { split: [], complete: true };
  const place = splitAt.length <= MAX_SPLIT ? [{ to: { $in: splitAt } }] : [];
  return { split: [{ $and: [inside(running.range), ...place, { $expr: isSplit }] }], complete: true };
}
