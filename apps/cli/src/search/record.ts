/** A record as every answer of the API shows it. */
export interface FoundRecord {
  id: string;
  /** ISO 8601 in UTC. */
  timestamp: string;
  service: string;
  severity: string;
  severityText?: string;
  message: string;
  traceId?: string;
  spanId?: string;
  attributes: Record<string, string | number | bigint | boolean | null>;
  observedAt: string;
  /** Orders records of one timestamp; where it is absent, `id` does. */
  order?: string;
}

/** Negative when `a` comes first in the order of search. */
export function compareRecords(a: FoundRecord, b: FoundRecord): number {
  const difference = Date.parse(a.timestamp) - Date.parse(b.timestamp);
  if (difference !== 0) return difference;
  const [before, after] = [sortKey(a), sortKey(b)];
  return before < after ? -1 : before > after ? 1 : 0;
}

/** Nanoseconds as far as there are any, then place, then id. */
function sortKey({ id, order = id, timestamp }: FoundRecord): string {
  const fraction = /\.(\d+)/.exec(timestamp)?.[1] ?? '';
  return `${fraction.padEnd(9, '0')} ${order} ${id}`;
}
