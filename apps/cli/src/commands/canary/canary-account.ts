import { LatencyHistogram } from './latency-histogram.ts';

/**
 * Counts the records that a canary has written and found. It has no clock and no network.
 *
 *     attempted ──► confirmed ──► found            in time, or else it counts as missing
 *         └── refused, or no answer ──► uncertain: it may be found or not, and both are right
 */

interface Written {
  attemptedMs: number;
  confirmedMs?: number;
  /** The source refused it or did not answer, or it was given up. */
  isUncertain?: boolean;
  /** Id of the record that was found. */
  id?: string;
}

/** A record of the canary, found by search. */
export interface FoundCanary {
  id: string;
  sequence: number;
}

/** Counts of a canary so far. */
interface CanaryCounts {
  attempted: number;
  confirmed: number;
  /** Refused or without an answer; they may be stored. */
  uncertain: number;
  found: number;
  /** Confirmed, not found yet, and not given up. */
  waiting: number;
  /** Sequence numbers of confirmed records that were never found; the first hundred. */
  missing: number[];
  missingCount: number;
  /** Further records with the sequence number of one that was found. */
  duplicates: number;
  /** Records that were never written. */
  unexpected: number;
  /** Records that search lists after a later one. */
  outOfOrder: number;
}

const MAX_LISTED = 100;

/** The account of one canary: what it wrote, and what search found. */
export class CanaryAccount {
  /** Time from the attempt until a record was found. */
  readonly latency = new LatencyHistogram();
  readonly #written = new Map<number, Written>();
  readonly #missing: number[] = [];
  readonly #twice = new Set<string>();
  readonly #unexpected = new Set<string>();
  readonly #disordered = new Set<string>();
  #totals = { attempted: 0, confirmed: 0, uncertain: 0, found: 0, missing: 0 };
  /** Sequence numbers below this one are settled and forgotten. */
  #forgottenBelow = 0;

  /** Notes that `count` records are being written. @returns the first of their sequence numbers */
  attempt(count: number, nowMs: number): number {
    const first = this.#totals.attempted;
    for (let sequence = first; sequence < first + count; sequence++)
      this.#written.set(sequence, { attemptedMs: nowMs });
    this.#totals.attempted += count;
    return first;
  }

  /** Notes that the source confirmed `count` records. */
  confirm(first: number, count: number, nowMs: number): void {
    this.#totals.confirmed += count;
    for (const written of this.#range(first, count)) written.confirmedMs = nowMs;
  }

  /** Notes that the source refused `count` records or did not answer. */
  doubt(first: number, count: number): void {
    this.#totals.uncertain += count;
    for (const written of this.#range(first, count)) written.isUncertain = true;
  }

  /**
   * Takes records that search found. The same record may come many times and counts once.
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
        if (sequence >= this.#forgottenBelow) this.#unexpected.add(id);
      } else if (written.id === undefined) {
        written.id = id;
        this.#totals.found += 1;
        this.latency.add(nowMs - written.attemptedMs);
      } else if (written.id !== id) this.#twice.add(id);
    }
  }

  /** Sequence numbers of confirmed records that have not been found, oldest first. */
  waiting(): number[] {
    return [...this.#written].filter(([, each]) => isWaiting(each)).map(([sequence]) => sequence);
  }

  /** Counts records as missing that were confirmed before a moment and not found, and stops waiting for them. */
  giveUp(beforeMs: number): void {
    for (const [sequence, written] of this.#written) {
      if (!isWaiting(written) || (written.confirmedMs ?? 0) >= beforeMs) continue;
      this.#totals.missing += 1;
      if (this.#missing.length < MAX_LISTED) this.#missing.push(sequence);
      written.isUncertain = true;
    }
  }

  /** When the oldest record was attempted that is still awaited or was written after a moment. */
  oldestOpenMs(afterMs: number): number {
    for (const written of this.#written.values()) {
      if (isWaiting(written) || written.attemptedMs >= afterMs) return written.attemptedMs;
    }
    return afterMs;
  }

  /** Forgets records that were written before a moment and are not awaited, so that endless runs need bounded memory. */
  forget(beforeMs: number): void {
    for (const [sequence, written] of this.#written) {
      if (written.attemptedMs >= beforeMs || isWaiting(written)) return;
      this.#written.delete(sequence);
      this.#forgottenBelow = sequence + 1;
    }
  }

  /** Everything counted so far. */
  get counts(): CanaryCounts {
    const { attempted, confirmed, found, missing, uncertain } = this.#totals;
    return {
      attempted,
      confirmed,
      uncertain,
      found,
      waiting: this.waiting().length,
      missing: [...this.#missing],
      missingCount: missing,
      duplicates: this.#twice.size,
      unexpected: this.#unexpected.size,
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
