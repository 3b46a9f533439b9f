import { type LogRecord, severityOfNumber } from '@logwarren/contract';
import type { Filter as MongoFilter } from 'mongodb';
import { ANY_SERVICE, type HeaderDocument } from '../bucket/index.ts';
import type { Store } from '../connection/index.ts';
import type { PartitionDocument } from '../partitions/index.ts';
import {
  bucketsAtEnds,
  type CountQuery,
  innerPart,
  isDecidedInside,
  overlapping,
  type RunningQuery,
  readCounts,
} from '../read/index.ts';
import { groupHeaders } from './group-headers.ts';
import { scanBuckets, scanTimes } from './scan-buckets.ts';
import { type StreamCount, StreamTally } from './stream-tally.ts';

/** Answer to a count. */
export interface CountResult {
  /** One entry per service and severity that has matches, in no order. */
  counts: StreamCount[];
  /** False when the time was up; the counts are then lower bounds. */
  complete: boolean;
}

/**
 * Counts records by service and severity.
 *
 * Buckets inside the range are counted by their headers, from the index alone. Only buckets that straddle an end of the
 * range are opened; if the filter has text, all buckets are.
 *
 * @throws StoreUnavailableError when MongoDB does not answer; the signal's reason when it is aborted
 */
export async function countLogs(store: Store, query: CountQuery): Promise<CountResult> {
  return await readCounts(store, query, async (running) => {
    if (isDecidedInside(running)) return await countDecided(store, running);
    const tally = new StreamTally();
    const complete = await countByOpening(store, running, overlapping(running.range), tally);
    return { counts: tally.counts, complete };
  });
}

/** Counts by headers where they decide (see `isDecidedInside`), and opens only buckets at an end of the range. */
export async function countDecided(store: Store, running: RunningQuery): Promise<CountResult> {
  const tally = new StreamTally();
  const inner = innerPart(running);
  let complete = await countByHeaders(store, inner, tally);
  for (const condition of bucketsAtEnds(running, inner)) {
    complete = (await countByOpening(store, running, condition, tally)) && complete;
  }
  return { counts: tally.counts, complete };
}

async function countByOpening(
  store: Store,
  running: RunningQuery,
  condition: MongoFilter<HeaderDocument>,
  tally: StreamTally,
): Promise<boolean> {
  const scan = running.filter.isDecided ? scanTimes : scanBuckets;
  const onMatch = ({ service, severity, timestamp }: Pick<LogRecord, 'service' | 'severity' | 'timestamp'>) =>
    tally.add({ service, severity, count: 1, lastMs: timestamp });
  return await scan(store, { ...running, condition }, onMatch);
}

/** False when the time was up. */
function countByHeaders(store: Store, running: RunningQuery, tally: StreamTally): Promise<boolean> {
  const where = (partition: PartitionDocument) => ({ $and: [ANY_SERVICE, running.filter.headersIn(partition)] });
  const by = {
    _id: { service: '$service', severityNumber: '$severityNumber' },
    count: { $sum: '$count' },
    last: { $max: '$to' },
  };
  return groupHeaders<StreamGroup>(store, running, { where, by }, ({ _id: { service, severityNumber }, count, last }) =>
    tally.add({ service, severity: severityOfNumber(severityNumber), count, lastMs: last.getTime() }),
  );
}

interface StreamGroup {
  _id: { service: string; severityNumber: number };
  count: number;
  last: Date;
}
