import type { BatchPart, PartOutcome } from '@logwarren/store';

/** Results of a flush, for metrics. */
export interface FlushReport {
  /** Settled records, including those that had been stored before. */
  records: number;
  duplicates: number;
  parts: number;
  durationMs: number;
  /** For each part that became searchable, when its first record was received, ms since the epoch. */
  receivedMs: readonly number[];
}

/** Adds up the outcomes of a flush, all of which are other than `failed`. */
export function reportOf(settled: readonly PartOutcome[], durationMs: number): FlushReport {
  const countOf = (kind: PartOutcome['kind']) =>
    settled.reduce((sum, outcome) => sum + (outcome.kind === kind ? outcome.part.records.count : 0), 0);
  const duplicates = countOf('duplicate');
  const stored = settled.filter(({ kind }) => kind === 'stored');
  const receivedMs = stored.map(({ part }) => oldestReceiptMs(part)).filter((ms) => ms !== undefined);
  return { records: countOf('stored') + duplicates, duplicates, parts: settled.length, durationMs, receivedMs };
}

/** When the first record of a part was received, ms by the clock of its source. */
function oldestReceiptMs({ records }: BatchPart): number | undefined {
  const values = [records.columns.observedAt?.values ?? []].flat();
  return values.reduce<number | undefined>(
    (oldest, ms) => (typeof ms === 'number' && !(ms >= (oldest ?? ms + 1)) ? ms : oldest),
    undefined,
  );
}
