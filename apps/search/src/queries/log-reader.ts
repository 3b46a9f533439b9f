import type { LogRecord } from '@logwarren/contract';
import {
  type AsOf,
  type ContextQuery,
  type CountQuery,
  type CountResult,
  countLogs,
  type FacetQuery,
  type Facets,
  type Fields,
  type FieldsQuery,
  facets,
  findLogs,
  getLog,
  type Histogram,
  type HistogramQuery,
  histogram,
  type LogContext,
  type LogPage,
  type LogQuery,
  listFields,
  logContext,
  logsSince,
  newestMoment,
  type PatternQuery,
  type Patterns,
  patterns,
  type RecordsSince,
  type ServiceHistogram,
  type SilentServices,
  type SinceQuery,
  type Store,
  StoreUnavailableError,
  serviceHistogram,
  silentServices,
} from '@logwarren/store';

/** Reads for the routes. All throw StoreUnavailableError when MongoDB is away. */
export interface LogReader {
  /** The newest moment that everything can be read as of. */
  moment(signal: AbortSignal): Promise<AsOf>;
  find(query: LogQuery): Promise<LogPage>;
  /** @param id canonical UUIDv7 */
  get(id: string, signal?: AbortSignal): Promise<LogRecord | undefined>;
  count(query: CountQuery): Promise<CountResult>;
  histogram(query: HistogramQuery): Promise<Histogram>;
  /** @param names of services, at least one */
  serviceHistogram(query: HistogramQuery, names: readonly string[]): Promise<ServiceHistogram>;
  silent(query: Omit<CountQuery, 'filter' | 'fromMs'>, heard: ReadonlySet<string>): Promise<SilentServices>;
  facets(query: FacetQuery): Promise<Facets>;
  fields(query: FieldsQuery): Promise<Fields>;
  patterns(query: PatternQuery): Promise<Patterns>;
  context(query: ContextQuery): Promise<LogContext | 'no-trace' | undefined>;
  since(query: SinceQuery): Promise<RecordsSince>;
}

/**
 * Reads from MongoDB.
 *
 * @param current the store, or undefined as long as it has not been reached: searches then fail as if it were away
 */
export function readerOf(current: () => Store | undefined): LogReader {
  const store = () => {
    const opened = current();
    if (opened === undefined) throw new StoreUnavailableError('cannot search', 'MongoDB has not been reached yet');
    return opened;
  };
  return {
    moment: async (signal) => await newestMoment(store(), signal),
    find: async (query) => await findLogs(store(), query),
    get: async (id, signal) => await getLog(store(), id, { signal }),
    count: async (query) => await countLogs(store(), query),
    histogram: async (query) => await histogram(store(), query),
    serviceHistogram: async (query, names) => await serviceHistogram(store(), query, names),
    silent: async (query, heard) => await silentServices(store(), query, heard),
    facets: async (query) => await facets(store(), query),
    fields: async (query) => await listFields(store(), query),
    patterns: async (query) => await patterns(store(), query),
    context: async (query) => await logContext(store(), query),
    since: async (query) => await logsSince(store(), query),
  };
}
