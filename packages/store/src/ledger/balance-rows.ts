import { MAX_BATCH_RECORDS } from '@logwarren/contract';
import type { QueueBacklog } from './queue-samples.ts';

/** Sums of one run of a source and one service; without source and run, of records that no source of ours sent. */
export interface LedgerSums {
  source: string | null;
  run: string | null;
  service: string;
  /** Records that RabbitMQ took, according to their numbers, and those that the source dropped. */
  received: number;
  stored: number;
  /** Records in dead letters, discarded ones included. */
  dead: number;
  /** Records that the source dropped on purpose. */
  shed: number;
  /** Received records that are on the source's disk and that nobody else has seen yet. */
  spooled: number;
  /** When the last of its records was stored, ms since the epoch; undefined if none was stored. */
  lastStoredMs: number | undefined;
}

/** A row of the ledger: received = stored + dead + shed + inFlight + difference. */
export interface LedgerRow extends Omit<LedgerSums, 'spooled'> {
  /** Records that are missing but may be on the source's disk, in RabbitMQ or in a collector. */
  inFlight: number;
  /** Above 0: records that are nowhere. Below 0: records that are there twice. */
  difference: number;
}

/**
 * Separates records that may be on their way from records that are missing.
 *
 * No more records can be on their way than RabbitMQ and the collectors hold. Records stored since the last look may
 * have overtaken others, so for such rows everything counts that collectors may hold. Records that a source has
 * reported on its disk are on their way too, as long as something of the stream has come within an hour. The rest is a
 * difference.
 *
 * @param backlog undefined, or without `held`, if it is unknown: then everything that is missing counts as on its way
 * @returns rows in the order given
 */
export function balanceRows(
  sums: readonly LedgerSums[],
  backlog: QueueBacklog | undefined,
  nowMs: number = Date.now(),
): LedgerRow[] {
  const { ready = 0, held = Number.POSITIVE_INFINITY, capacity = Number.POSITIVE_INFINITY } = backlog ?? {};
  const room = { settled: (ready + held) * MAX_BATCH_RECORDS, recent: (ready + capacity) * MAX_BATCH_RECORDS };
  return sums.map(({ spooled, ...row }) => {
    const missing = row.received - row.stored - row.dead - row.shed;
    const isExpected = (row.lastStoredMs ?? 0) >= nowMs - SPOOL_SILENCE_MS;
    const onDisk = isExpected ? Math.max(0, Math.min(missing, spooled)) : 0;
    const open = missing - onDisk;
    const isRecent = backlog !== undefined && (row.lastStoredMs ?? 0) >= backlog.sinceMs - CLOCK_ERROR_MS;
    const inFlight = Math.max(0, Math.min(open, isRecent ? room.recent : room.settled));
    room.settled -= inFlight;
    room.recent -= inFlight;
    return { ...row, inFlight: onDisk + inFlight, difference: open - inFlight };
  });
}

/** The records that leave a spool show that it is being sent; a spool that sends none for this long may be gone. */
const SPOOL_SILENCE_MS = 3_600_000;
/** Largest error of a collector's clock: collectors date buckets by their own clocks. */
const CLOCK_ERROR_MS = 2_000;
