import type { Severity } from '@logwarren/contract';

/** Matches of one service and severity. */
export interface StreamCount {
  service: string;
  severity: Severity;
  count: number;
  /** Timestamp of the newest of them, ms. */
  lastMs: number;
}

/** Adds up counts by service and severity. */
export class StreamTally {
  readonly #counts = new Map<string, StreamCount>();

  add(more: StreamCount): void {
    // A tombstone counts nothing (sweep-orphans.ts).
    if (more.count === 0) return;
    const key = `${more.severity} ${more.service}`;
    const entry = this.#counts.get(key);
    if (entry === undefined) return void this.#counts.set(key, { ...more });
    entry.count += more.count;
    entry.lastMs = Math.max(entry.lastMs, more.lastMs);
  }

  /** The sums, in no order. */
  get counts(): StreamCount[] {
    return [...this.#counts.values()];
  }
}
