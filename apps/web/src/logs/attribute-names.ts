import type { RecordPages } from '../paging/record-pages.ts';

/** Enough records to see which attributes they have. */
const MAX_RECORDS = 500;
const MAX_NAMES = 30;

/** Names of attributes of the first records, those that most of them have first. */
export function attributeNames({ pages }: RecordPages): string[] {
  const counts = new Map<string, number>();
  for (const record of pages.flatMap(({ records = [] }) => records).slice(0, MAX_RECORDS)) {
    for (const name of Object.keys(record.attributes)) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const names = [...counts].sort(([a, aCount], [b, bCount]) => bCount - aCount || (a < b ? -1 : 1));
  return names.slice(0, MAX_NAMES).map(([name]) => name);
}
