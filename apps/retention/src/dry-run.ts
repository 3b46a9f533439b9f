import { formatTimestamp } from '@logwarren/contract';
import type { DroppedPartition } from '@logwarren/store';

/** Message for a person when no partition is due. */
export const NOTHING_EXPIRED = 'Nothing has expired: there is nothing to drop.\n';

/**
 * Describes partitions that would be dropped, or were, for a person on a terminal or for a program.
 *
 * @returns a table, or one JSON object a line: partition, records, sizeBytes, from, to (event time), lastReceivedAt;
 *   times in ISO 8601, `to` included. Ends with a line break unless it is empty.
 */
export function describeDryRun(
  partitions: readonly DroppedPartition[],
  asTable: boolean,
  outcome = 'would be dropped; nothing was',
): string {
  const rows = partitions.map(({ partition, records, sizeBytes, fromMs, toMs, lastStoredAtMs }) => ({
    partition,
    records,
    sizeBytes,
    from: formatTimestamp(fromMs),
    to: formatTimestamp(toMs),
    lastReceivedAt: formatTimestamp(lastStoredAtMs),
  }));
  if (!asTable) return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  if (rows.length === 0) return NOTHING_EXPIRED;
  const [first] = rows;
  const columns = Object.keys(first ?? {}) as (keyof (typeof rows)[number])[];
  const lines = [columns, ...rows.map((row) => columns.map((column) => String(row[column])))];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => (line[index] ?? '').length)));
  const text = lines.map((line) => line.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join('  ')).join('\n');
  return `${text}\n${rows.length} ${outcome}.\n`;
}
