import { formatTimestamp, SEVERITIES, type Severity } from '@logwarren/contract';
import type { CountQuery, CountResult, StreamCount } from '@logwarren/store';
import type { Selection } from '../../parameters/selection.ts';

/** Number of records by severity; all six are present. */
type SeverityCounts = Record<Severity, number>;

/** The summary of a range. */
export interface LogStats {
  total: number;
  bySeverity: SeverityCounts;
  /** Most records first, then by name. */
  byService: {
    service: string;
    total: number;
    bySeverity: SeverityCounts;
    /** Timestamp of the newest record, ms. */
    lastMs: number;
  }[];
}

/** Adds up the counts of streams. */
export function summarise(counts: readonly StreamCount[]): LogStats {
  const services = new Map<string, LogStats['byService'][number]>();
  const bySeverity = zeroes();
  let total = 0;
  for (const { service, severity, count, lastMs } of counts) {
    const entry = services.get(service) ?? { service, total: 0, bySeverity: zeroes(), lastMs };
    services.set(service, entry);
    entry.total += count;
    entry.lastMs = Math.max(entry.lastMs, lastMs);
    entry.bySeverity[severity] += count;
    bySeverity[severity] += count;
    total += count;
  }
  const byService = [...services.values()].sort((a, b) => b.total - a.total || (a.service < b.service ? -1 : 1));
  return { total, bySeverity, byService };
}

function zeroes(): SeverityCounts {
  return Object.fromEntries(SEVERITIES.map((severity) => [severity, 0])) as SeverityCounts;
}

/** The limits of a range as answers show them: ISO 8601 in UTC, null for an open end. */
export function endsOf({ fromMs, toMs }: Pick<Selection, 'fromMs' | 'toMs'>): {
  from: string | null;
  to: string | null;
} {
  return { from: isoOrNull(fromMs), to: isoOrNull(toMs) };
}

function isoOrNull(ms: number | undefined): string | null {
  return ms === undefined ? null : formatTimestamp(ms);
}

/** Counts the matches dated after a range that ends now; always 0 for a range with an end of its own. */
export async function countFuture(
  count: (query: CountQuery) => Promise<CountResult>,
  { endsNow, filter, toMs }: Selection,
  more: Pick<CountQuery, 'asOf' | 'budgetMs' | 'signal'>,
): Promise<{ future: number; complete: boolean }> {
  if (!endsNow) return { future: 0, complete: true };
  const { complete, counts } = await count({ ...more, filter, fromMs: toMs });
  return { future: counts.reduce((sum, each) => sum + each.count, 0), complete };
}
