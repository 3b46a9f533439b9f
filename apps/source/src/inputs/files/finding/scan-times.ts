/**
 * When to scan again. A scan costs processor time for each file that is there, so the rest after it is in proportion:
 *
 *     scan ── at most 2 % of the processor ──> next scan, after `pollMs` at the earliest and ten seconds at the latest
 *          ── an event: at most 10 %       ──> next scan
 *
 * Processor time counts, because on a busy machine a long scan is not expensive. The cheaper of the last two scans
 * counts: opening many new files is expensive once.
 */

const SHARE = 0.02;
const SHARE_OF_EVENTS = 0.1;
const MAX_REST_MS = 10_000;
const MAX_REST_OF_EVENTS_MS = 2_000;

/** Processor time of this process so far, in ms. */
function usedMs(): number {
  const { system, user } = process.cpuUsage();
  return (system + user) / 1000;
}

/** The moments of scans; all times are `performance.now()`. */
export class ScanTimes {
  readonly #pollMs: number;
  readonly #usedMs: () => number;
  #began = { atMs: 0, usedMs: 0 };
  /** Processor time of the last scan. */
  #lastMs = 0;
  #nextMs = 0;
  /** Until this moment events start no scan. */
  #earliestMs = 0;
  /** True if an event came since the last scan began: the scan may have missed its cause. */
  #isHurried = false;

  /** @param cpuMs processor time of this process so far, in ms */
  constructor(pollMs: number, cpuMs = usedMs) {
    this.#pollMs = pollMs;
    this.#usedMs = cpuMs;
  }

  /** Time of the next scan. */
  get nextMs(): number {
    return this.#nextMs;
  }

  /** Notes the beginning of a scan. */
  begin(nowMs: number): void {
    this.#began = { atMs: nowMs, usedMs: this.#usedMs() };
    this.#isHurried = false;
  }

  /**
   * Notes the end of a scan.
   *
   * @param isStale true when the next one must follow at once
   */
  end(nowMs: number, isStale: boolean): void {
    const spentMs = Math.min(nowMs - this.#began.atMs, this.#usedMs() - this.#began.usedMs);
    const restMs = Math.max(this.#pollMs, Math.min(MAX_REST_MS, Math.min(spentMs, this.#lastMs) / SHARE));
    this.#lastMs = spentMs;
    this.#earliestMs = isStale ? nowMs : nowMs + Math.min(MAX_REST_OF_EVENTS_MS, spentMs / SHARE_OF_EVENTS);
    this.#nextMs = isStale || this.#isHurried ? this.#earliestMs : Math.max(this.#earliestMs, nowMs + restMs);
  }

  /** Moves the next scan to the earliest moment allowed after an event. */
  hurry(): void {
    this.#isHurried = true;
    this.#nextMs = Math.min(this.#nextMs, this.#earliestMs);
  }
}
