import type { RecordJson } from '@logwarren/api';

/** Compares two records by the order of search, oldest first; negative when `a` comes first. */
export function compareRecords(a: RecordJson, b: RecordJson): number {
  const difference = Date.parse(a.timestamp) - Date.parse(b.timestamp);
  if (difference !== 0) return difference;
  const [before, after] = [sortKey(a), sortKey(b)];
  return before < after ? -1 : before > after ? 1 : 0;
}

/** Sorts records of one millisecond: by their nanoseconds, then by place, then by id. */
function sortKey({ id, order = id, timestamp }: RecordJson): string {
  const fraction = /\.(\d+)/.exec(timestamp)?.[1] ?? '';
  return `${fraction.padEnd(9, '0')} ${order} ${id}`;
}
