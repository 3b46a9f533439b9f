import type { NormalisedRecord } from '@logwarren/contract';
import { ALL, compilePredicate, type Filter, NONE, not, or } from '@logwarren/query';
import { headersOf } from '../bucket/index.ts';
import { hasCode, MAX_TIME_EXPIRED, type Store } from '../connection/index.ts';
import type { Snapshot } from './read-snapshot.ts';

/**
 * Most names that are looked up. If there are more, the filter stays as it is, and records decide instead of headers.
 */
const MAX_NAMES = 20_000;

/**
 * Replaces tests of the service (`service:Check*`, in any case) by the exact names that pass them. The index of headers
 * knows exact names, so headers decide the tests, and MongoDB gets no pattern.
 *
 * @param maxTimeMS time for looking up the names of a partition. When it is up, the filter is returned as it came; it
 * finds the same records, only more slowly
 */
export async function bindServices(
  store: Store,
  snapshot: Snapshot,
  filter: Filter,
  maxTimeMS: () => number,
): Promise<Filter> {
  if (!hasServiceTest(filter)) return filter;
  const names = await serviceNames(store, snapshot, maxTimeMS);
  return names === undefined ? filter : bind(filter, names);
}

/** Names of all services; undefined if there are too many, or when the time was up. */
async function serviceNames(
  store: Store,
  { session, signal, partitions }: Snapshot,
  maxTimeMS: () => number,
): Promise<string[] | undefined> {
  const names = new Set<string>();
  try {
    for (const { _id } of partitions) {
      signal?.throwIfAborted();
      // The same as `distinct`, which takes no signal and limits the size of its one answer.
      const found = headersOf(store, _id).aggregate<{ _id: string }>([{ $group: { _id: '$service' } }], {
        session,
        signal,
        hint: 'stream',
        maxTimeMS: maxTimeMS(),
      });
      for await (const { _id: name } of found) {
        names.add(name);
        if (names.size > MAX_NAMES) return undefined;
      }
    }
  } catch (error) {
    if (hasCode(error, MAX_TIME_EXPIRED)) return undefined;
    throw error;
  }
  // From the header of a tombstone (sweep-orphans.ts).
  names.delete('');
  return [...names];
}

function hasServiceTest(filter: Filter): boolean {
  if (filter.kind === 'and' || filter.kind === 'or') return filter.filters.some(hasServiceTest);
  return filter.kind === 'not' ? hasServiceTest(filter.filter) : isServiceTest(filter);
}

function isServiceTest(filter: Filter): boolean {
  return filter.kind === 'field' && filter.field.kind === 'record' && filter.field.field === 'service';
}

function bind(filter: Filter, names: readonly string[]): Filter {
  if (filter.kind === 'and') return { kind: 'and', filters: filter.filters.map((each) => bind(each, names)) };
  if (filter.kind === 'or') return { kind: 'or', filters: filter.filters.map((each) => bind(each, names)) };
  if (filter.kind === 'not') return { kind: 'not', filter: bind(filter.filter, names) };
  if (!isServiceTest(filter)) return filter;
  const passes = compilePredicate(filter);
  const { passing = [], failing = [] } = Object.groupBy(names, (service) =>
    passes({ service } as NormalisedRecord) ? 'passing' : 'failing',
  );
  if (failing.length === 0) return passing.length === 0 ? NONE : ALL;
  return passing.length <= failing.length ? anyOf(passing) : not(anyOf(failing));
}

function anyOf(names: readonly string[]): Filter {
  const [first, ...others] = names.map((service): Filter => ({ kind: 'service', service }));
  return first === undefined ? NONE : or([first, ...others]);
}
