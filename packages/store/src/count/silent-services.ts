import { ALL } from '@logwarren/query';
import type { Store } from '../connection/index.ts';
import { type RangeQuery, type RunningQuery, readCounts, straddling } from '../read/index.ts';
import { groupHeaders } from './group-headers.ts';
import { scanTimes } from './scan-buckets.ts';

/** A service that has been silent since its last record. */
interface SilentService {
  service: string;
  /** Timestamp of its newest record before the end of the range, ms. */
  lastMs: number;
}

/** Services that have fallen silent. */
export interface SilentServices {
  /** The service that fell silent last comes first; then by name. */
  silent: SilentService[];
  /** False when the time was up: services may be missing. */
  complete: boolean;
}

/**
 * If there are more names than this, they are removed afterwards instead of in MongoDB: the condition would grow too
 * long.
 */
const MAX_EXCLUDED = 5_000;

/**
 * Finds the services that have records before the end of a range, but not in it.
 *
 * It skips services that are not silent in the index, so it reads only the headers of silent ones.
 *
 * @param query a range without a filter
 * @param heard services that have records in the range
 * @throws StoreUnavailableError when MongoDB does not answer; the signal's reason when it is aborted
 */
export async function silentServices(
  store: Store,
  query: Omit<RangeQuery, 'filter' | 'fromMs'>,
  heard: ReadonlySet<string>,
): Promise<SilentServices> {
  return await readCounts(store, { ...query, filter: ALL }, async (running) => {
    const last = new Map<string, number>();
    const add = (service: string, ms: number) => {
      if (!heard.has(service)) last.set(service, Math.max(ms, last.get(service) ?? Number.NEGATIVE_INFINITY));
    };
    const others = { service: { $gt: '', ...(heard.size > MAX_EXCLUDED ? {} : { $nin: [...heard] }) } };
    let complete = await lastByHeaders(store, running, others, add);
    for (const condition of straddling(running.range)) {
      const scan = { ...running, condition: { $and: [others, condition] } };
      const scanned = await scanTimes(store, scan, ({ service, timestamp }) => add(service, timestamp));
      complete &&= scanned;
    }
    const silent = [...last].map(([service, lastMs]) => ({ service, lastMs }));
    return { silent: silent.sort((a, b) => b.lastMs - a.lastMs || (a.service < b.service ? -1 : 1)), complete };
  });
}

/** False when the time was up. */
function lastByHeaders(
  store: Store,
  running: RunningQuery,
  others: object,
  add: (service: string, ms: number) => void,
): Promise<boolean> {
  const where = () => ({ $and: [others, { count: { $gt: 0 } }] });
  const by = { _id: '$service', last: { $max: '$to' } };
  return groupHeaders<{ _id: string; last: Date }>(store, running, { where, by }, ({ _id: service, last }) =>
    add(service, last.getTime()),
  );
}
