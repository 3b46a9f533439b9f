import type { RecordJson } from '@logwarren/api';

/** Negative when `a` comes first in the order of search. */
export function compareRecords(a: RecordJson, b: RecordJson): number {
  const difference = Date.parse(a.timestamp) - Date.parse(b.timestamp);
  if (difference !== 0) return difference;
  const [before, after] = [sortKey(a), sortKey(b)];
  return before < after ? -1 : before > after ? 1 : 0;
}

/** Nanoseconds as far as there are any, then place, then id. */
function sortKey({ id, order = id, timestamp }: RecordJson): string {
  const fraction = /\.(\d+)/.exec(timestamp)?.[1] ?? '';
  return `${fraction.padEnd(9, '0')} ${order} ${id}`;
}
