import { HOUR_MS, hourOf } from '@logwarren/contract';
import type { Binary, Filter as MongoFilter } from 'mongodb';
import { type EndPlaces, type HeaderDocument, headersOf } from '../bucket/index.ts';
import type { Store } from '../connection/index.ts';
import type { PartitionDocument } from '../partitions/index.ts';
import { type CompiledFilter, overlapping, type Snapshot, type TimeRange } from '../read/index.ts';
import type { Order } from './cursor.ts';

/** A header as the walk sees it. */
export interface HeaderEntry extends EndPlaces {
  partition: string;
  _id: Binary;
  fromMs: number;
  toMs: number;
  count: number;
}

type ProjectedHeader = Pick<HeaderDocument, '_id' | 'from' | 'to' | 'count' | 'fromPlaces' | 'toPlaces'>;

interface HeaderQuery {
  filter: CompiledFilter;
  range: TimeRange;
  order: Order;
  maxTimeMS: () => number;
}

/**
 * Headers of all partitions in the order in which a page needs them: newest `to` first when descending, oldest `from`
 * first when ascending. Lazy: it asks mongod for more only as far as the walk goes.
 */
export async function* streamHeaders(
  store: Store,
  { session, signal, partitions }: Snapshot,
  query: HeaderQuery,
): AsyncGenerator<HeaderEntry, void, void> {
  const streams: { next: HeaderEntry; rest: AsyncGenerator<HeaderEntry, void, void> }[] = [];
  try {
    for (const partition of partitions) {
      const rest = partitionHeaders(store, partition, { session, signal }, query);
      const first = await rest.next();
      if (!first.done) streams.push({ next: first.value, rest });
    }
    while (streams.length > 0) {
      const best = streams.reduce((a, b) => (precedes(b.next, a.next, query.order) ? b : a));
      yield best.next;
      const following = await best.rest.next();
      if (following.done) streams.splice(streams.indexOf(best), 1);
      else best.next = following.value;
    }
  } finally {
    for (const { rest } of streams) await rest.return();
  }
}

function precedes(a: HeaderEntry, b: HeaderEntry, order: Order): boolean {
  return order === 'desc' ? a.toMs > b.toMs : a.fromMs < b.fromMs;
}

async function* partitionHeaders(
  store: Store,
  partition: PartitionDocument,
  options: Pick<Snapshot, 'session' | 'signal'>,
  { filter, range, order, maxTimeMS }: HeaderQuery,
): AsyncGenerator<HeaderEntry, void, void> {
  // Only the end that the page meets first.
  const places = order === 'desc' ? 'toPlaces' : 'fromPlaces';
  const cursor = headersOf(store, partition._id)
    .find<ProjectedHeader>(
      { $and: [overlapping(range), ...hourBounds(range, order), filter.headersIn(partition)] },
      { ...options, maxTimeMS: maxTimeMS(), projection: { from: 1, to: 1, count: 1, [places]: 1 }, batchSize: 200 },
    )
    .sort(order === 'desc' ? { to: -1 } : { from: 1 });
  try {
    for await (const { from, to, ...header } of cursor) {
      yield { partition: partition._id, ...header, fromMs: from.getTime(), toMs: to.getTime() };
    }
  } finally {
    await cursor.close();
  }
}

/** Bounds the other end of the index scan as well: a bucket lies in one hour. */
function hourBounds({ fromMs, toMs }: TimeRange, order: Order): MongoFilter<HeaderDocument>[] {
  if (order === 'asc') {
    return Number.isFinite(fromMs) ? [{ from: { $gte: new Date(hourOf(fromMs) * HOUR_MS) } }] : [];
  }
  return Number.isFinite(toMs) ? [{ to: { $lt: new Date((hourOf(toMs - 1) + 1) * HOUR_MS) } }] : [];
}
