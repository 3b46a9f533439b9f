import { compilePredicate, type Filter, NONE, type NormalisedRecord, or } from '@logwarren/contract';
import type { Snapshot } from './read-snapshot.ts';
import { headersOf, type Store } from './store.ts';

/**
 * Replaces tests of the service (`service:Check*`, in any case) by the exact names that pass them, which the index of
 * headers knows: so headers decide them, and no pattern has to be given to MongoDB.
 */
export async function bindServices(
  store: Store,
  { session, signal, partitions }: Snapshot,
  filter: Filter,
): Promise<Filter> {
  if (!hasServiceTest(filter)) return filter;
  const names = new Set<string>();
  for (const { _id } of partitions) {
    signal?.throwIfAborted();
    for (const name of await headersOf(store, _id).distinct('service', {}, { session })) names.add(name);
  }
  // Of a tombstone (sweep-orphans.ts).
  names.delete('');
  return bind(filter, [...names]);
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
  const passing = names.filter((service) => passes({ service } as NormalisedRecord));
  const [first, ...others] = passing.map((service): Filter => ({ kind: 'service', service }));
  return first === undefined ? NONE : or([first, ...others]);
}
