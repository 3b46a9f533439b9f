import { LatencyHistogram } from './latency-histogram.ts';

/**
 * Counts the records that a canary has written and found. Pure bookkeeping: no clock, no network.
 *
 *     attempted ──► confirmed ──► found            within the time that it is given, or it is missing
 *         └── refused, or no answer ──► uncertain: it may be found or not, both are right
 */

interface Written {
  attemptedMs: number;
  confirmedMs?: number;
  /** The service said no or nothing. */
  isUncertain?: boolean;
  /** Record id under which it was found. */
  id?: string;
}

/** A record of the canary, found by search. */
export interface FoundCanary {
  id: string;
  sequence: number;
}

/** Figures so far. */
interface CanaryCounts {
  attempted: number;
  confirmed: number;
  /** Refused, or without an answer; they may be stored. */
  uncertain: number;
  found: number;
  /** Confirmed, and neither found yet nor given up. */
  waiting: number;
  /** Sequence numbers that were confirmed and never found; the first hundred. */
  missing: number[];
  missingCount: number;
  /** Records beyond the first with one sequence number. */
  duplicates: number;
  /** Records that were never written. */
  unexpected: number;
  /** Records that search puts behind a later one. */
  outOfOrder: number;
}

const MAX_LISTED = 100;

export class CanaryAccount {
  readonly latency = new LatencyHistogram();
  readonly #written = new Map<number, Written>();
  readonly #missing: number[] = [];
  readonly #twice = new Set<string>();
  readonly #strangers = new Set<string>();
  readonly #disordered = new Set<string>();
  #totals = { attempted: 0, confirmed: 0, uncertain: 0, found: 0, missing: 0 };
  /** Sequence numbers below it are forgotten, because all was said of them. */
  #forgottenBelow = 0;

  /** @returns the first of `count` new sequence numbers */
  attempt(count: number, nowMs: number): number {
    const first = this.#totals.attempted;
    for (let sequence = first; sequence < first + count; sequence++)
      this.#written.set(sequence, { attemptedMs: nowMs });
    this.#totals.attempted += count;
    return first;
  }

  confirm(first: number, count: number, nowMs: number): void {
    this.#totals.confirmed += count;
    for (const written of this.#range(first, count)) written.confirmedMs = nowMs;
  }

  doubt(first: number, count: number): void {
    this.#totals.uncertain += count;
    for (const written of this.#range(first, count)) written.isUncertain = true;
  }

  /**
   * Takes what search has found, again and again the same; each thing counts once.
   *
   * @param records in the order of search, oldest first
   */
  find(records: readonly FoundCanary[], nowMs: number): void {
    let highest = -1;
    for (const { id, sequence } of records) {
      if (sequence < highest) this.#disordered.add(id);
      highest = Math.max(highest, sequence);
      const written = this.#written.get(sequence);
      if (written === undefined) {
        if (sequence >= this.#forgottenBelow) this.#strangers.add(id);
      } else if (written.id === undefined) {
        written.id = id;
        this.#totals.found += 1;
        this.latency.add(nowMs - written.attemptedMs);
      } else if (written.id !== id) this.#twice.add(id);
    }
  }

  /** Confirmed records that have not been found, oldest first. */
  waiting(): number[] {
    return [...this.#written].filter(([, each]) => isWaiting(each)).map(([sequence]) => sequence);
  }

  /** Counts as missing what was confirmed before a moment and has not been found; it is not waited for any more. */
  giveUp(beforeMs: number): void {
    for (const [sequence, written] of this.#written) {
      if (!isWaiting(written) || (written.confirmedMs ?? 0) >= beforeMs) continue;
      this.#totals.missing += 1;
      if (this.#missing.length < MAX_LISTED) this.#missing.push(sequence);
      written.isUncertain = true;
    }
  }

  /** When the oldest record was attempted that is still of interest: waited for, or written after a moment. */
  oldestOpenMs(afterMs: number): number {
    for (const written of this.#written.values()) {
      if (isWaiting(written) || written.attemptedMs >= afterMs) return written.attemptedMs;
    }
    return afterMs;
  }

  /** Forgets what was written before a moment and is not waited for; a run without end needs bounded memory. */
  forget(beforeMs: number): void {
    for (const [sequence, written] of this.#written) {
      if (written.attemptedMs >= beforeMs || isWaiting(written)) return;
      this.#written.delete(sequence);
      this.#forgottenBelow = sequence + 1;
    }
  }

  get counts(): CanaryCounts {
    const { attempted, confirmed, found, missing, uncertain } = this.#totals;
    return {
      ...{ attempted, confirmed, uncertain, found },
      waiting: this.waiting().length,
      missing: [...this.#missing],
      missingCount: missing,
      duplicates: this.#twice.size,
      unexpected: this.#strangers.size,
      outOfOrder: this.#disordered.size,
    };
  }

  *#range(first: number, count: number): Generator<Written> {
    for (let sequence = first; sequence < first + count; sequence++) {
      const written = this.#written.get(sequence);
      if (written !== undefined) yield written;
    }
  }
}

function isWaiting({ confirmedMs, id, isUncertain }: Written): boolean {
  return confirmedMs !== undefined && id === undefined && isUncertain !== true;
}

/** True when the canary has found nothing wrong. */
export function isHealthy({ duplicates, missingCount, outOfOrder, unexpected }: CanaryCounts): boolean {
  return missingCount === 0 && duplicates === 0 && unexpected === 0 && outOfOrder === 0;
}
