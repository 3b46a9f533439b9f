import type { BatchOrigin, LostBytes } from '@logwarren/contract';

/**
 * Shows in a bucket's header who sent its records. It is written with the header, so the ledger is committed with the
 * records or not at all: no counter can disagree with the stored records, and no record costs a separate write.
 */
export interface LedgerEntry {
  source: string;
  run: string;
  /** Records in the bucket. */
  stored: number;
  /**
   * Numbers of the batches that the records came in: some of those after `from`, up to `to`. Absent if the batches have
   * no numbers.
   */
  from?: number;
  to?: number;
  /** Records that the source dropped on purpose. */
  shed?: number;
  /** Larger than `to`: the source had records up to this number on its disk. */
  until?: number;
  /** Bytes of files that never became records, by path and reason. */
  lost?: LostBytes[];
}

/** Most paths that a bucket names. Losses of further files are counted without a path. */
const MAX_LOST_PATHS = 100;

/** The entries for parts that share a bucket. */
export function ledgerOf(
  parts: readonly { origin?: BatchOrigin | undefined; records: { count: number } }[],
): LedgerEntry[] {
  return uniteEntries(
    parts.flatMap(({ origin, records }) => {
      if (origin === undefined) return [];
      const { from, lost, run, shed, source, to, until } = origin;
      const numbers = from === undefined || to === undefined ? {} : { from, to, ...(until ? { until } : {}) };
      return [
        {
          source,
          run,
          stored: records.count,
          ...numbers,
          ...(shed === undefined ? {} : { shed }),
          ...lostOf(lost ? [lost] : []),
        },
      ];
    }),
  );
}

/** One entry for each run, and one for records sent without numbers. */
export function uniteEntries(entries: readonly LedgerEntry[]): LedgerEntry[] {
  const byRun = new Map<string, LedgerEntry>();
  for (const entry of entries) {
    const key = `${entry.to !== undefined}\0${entry.run}\0${entry.source}`;
    const known = byRun.get(key);
    byRun.set(key, known === undefined ? entry : united(known, entry));
  }
  return [...byRun.values()];
}

function united(one: LedgerEntry, other: LedgerEntry): LedgerEntry {
  const { run, source } = one;
  const stored = one.stored + other.stored;
  const lost = lostOf([...(one.lost ?? []), ...(other.lost ?? [])]);
  if (one.to === undefined || other.to === undefined) return { source, run, stored, ...lost };
  const from = Math.min(one.from ?? 0, other.from ?? 0);
  const to = Math.max(one.to, other.to);
  const shed = (one.shed ?? 0) + (other.shed ?? 0);
  const until = Math.max(one.until ?? 0, other.until ?? 0);
  return { source, run, stored, from, to, ...(shed > 0 ? { shed } : {}), ...(until > to ? { until } : {}), ...lost };
}

function lostOf(losses: readonly LostBytes[]): { lost?: LostBytes[] } {
  return losses.length === 0 ? {} : { lost: uniteLosses(losses) };
}

/** One loss for each path and reason. */
export function uniteLosses(losses: readonly LostBytes[]): LostBytes[] {
  const byPath = new Map<string, LostBytes>();
  for (const loss of losses) {
    const isListed = byPath.size < MAX_LOST_PATHS || byPath.has(keyOf(loss));
    const named = isListed ? loss : { ...loss, path: '' };
    const known = byPath.get(keyOf(named));
    byPath.set(keyOf(named), known === undefined ? named : sumOf(known, named));
  }
  return [...byPath.values()];
}

function keyOf({ path, reason }: LostBytes): string {
  return `${reason}\0${path}`;
}

function sumOf(one: LostBytes, other: LostBytes): LostBytes {
  return { ...one, bytes: one.bytes + other.bytes, isAtLeast: one.isAtLeast || other.isAtLeast };
}
