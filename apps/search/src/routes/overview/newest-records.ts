import { MAX_BRIEF_BYTES, MAX_BRIEFS, type ServiceOverviewJson } from '@logwarren/api';
import { cutText, formatTimestamp, type LogRecord, SEVERITY_BASE } from '@logwarren/contract';
import { ALL, and, conjunctsOf, type Filter } from '@logwarren/query';
import type { LogQuery } from '@logwarren/store';
import type { LogReader } from '../../queries/store-functions.ts';

/** Records that are read at the same time. */
const AT_ONCE = 4;

/** As an overview shows it. */
type Newest = NonNullable<ServiceOverviewJson['lastError']>;

/** The newest records of services, by service. */
export interface NewestRecords {
  found: ReadonlyMap<string, Newest>;
  /** False when the time was up: records may be missing. */
  complete: boolean;
}

/**
 * Reads the newest record of each of several services.
 *
 * @param query the range, and the deadline for all of them as a moment of `performance.now()`
 * @param isError reads the newest of ERROR and FATAL instead
 */
export async function newestRecords(
  find: LogReader['find'],
  {
    deadline,
    filter = ALL,
    ...query
  }: Pick<LogQuery, 'fromMs' | 'toMs' | 'asOf' | 'signal'> & { filter?: Filter; deadline: number },
  services: readonly string[],
  isError = false,
): Promise<NewestRecords> {
  const found = new Map<string, Newest>();
  let complete = true;
  const read = async (service: string) => {
    const budgetMs = Math.max(1, deadline - performance.now());
    const one = filterOf(filter, service, isError);
    const page = await find({ ...query, filter: one, budgetMs, order: 'desc', limit: 1 });
    const [record] = page.records;
    if (record !== undefined) found.set(service, briefOf(record));
    complete &&= page.complete;
  };
  const asked = services.slice(0, MAX_BRIEFS);
  for (let i = 0; i < asked.length; i += AT_ONCE) {
    if (performance.now() >= deadline) return { found, complete: false };
    await Promise.all(asked.slice(i, i + AT_ONCE).map(read));
  }
  return { found, complete };
}

function filterOf(range: Filter, service: string, isError: boolean): Filter {
  const errors: Filter[] = isError ? [{ kind: 'severity', min: SEVERITY_BASE.ERROR, max: 24 }] : [];
  return and([...conjunctsOf(range), { kind: 'service', service }, ...errors]);
}

function briefOf({ id, message, nanos, severity, timestamp }: LogRecord): Newest {
  return { id, timestamp: formatTimestamp(timestamp, nanos), severity, message: cutText(message, MAX_BRIEF_BYTES) };
}
