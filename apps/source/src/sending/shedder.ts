import { createBatchIds, type LogBatch, type Severity, toColumns } from '@logwarren/contract';

/**
 * Drops the least severe records while too many messages wait in `LogQueue`, so that the others get through. Dropped
 * records are counted, and a WARN record of the same service reports them.
 *
 *     none ── share of the limit ──> TRACE and DEBUG ── half-way to the limit ──> INFO, too
 *          <──── below 4/5 of it ────                <──── below 4/5 of it ────
 */

const LEVELS: readonly (readonly Severity[])[] = [[], ['TRACE', 'DEBUG'], ['TRACE', 'DEBUG', 'INFO']];
/** A level ends only below this share of its threshold, so that it does not flap. */
const FALL_SHARE = 0.8;
/** Most services counted separately; records of further services are never dropped. Bounds the memory. */
const MAX_SERVICES = 10_000;

/** A record that reports dropped records, and their number. */
interface ShedReport {
  batch: LogBatch;
  shed: number;
}

interface ShedderOptions {
  /** Most messages that `LogQueue` may hold. */
  limit: number;
  /** Share of the limit at which dropping starts, below 1; 0 turns it off. */
  share: number;
  /** Name of the source. */
  source: string;
  /** Called for each batch that is dropped. */
  onShed: (service: string, severity: Severity, records: number) => void;
}

/**
 * Decides from the length of `LogQueue` which severities to drop, and counts dropped records; the states are drawn at
 * the top of this file.
 */
export class Shedder {
  readonly #options: ShedderOptions;
  readonly #nextId = createBatchIds();
  /** Number of messages at which each level starts. */
  readonly #thresholds: readonly number[];
  #level = 0;
  #waiting: number | undefined;
  /** By service, then by severity. */
  #shed = new Map<string, Map<Severity, number>>();

  constructor(options: ShedderOptions) {
    this.#options = options;
    const { limit, share } = options;
    this.#thresholds = [0, limit * share, (limit * (1 + share)) / 2];
  }

  /** 0 for nothing, 1 for TRACE and DEBUG, 2 for INFO as well. */
  get level(): number {
    return this.#level;
  }

  /** Messages in `LogQueue` when it was last read. */
  get waiting(): number | undefined {
    return this.#waiting;
  }

  /** Severities that are dropped now. */
  get severities(): readonly Severity[] {
    return LEVELS[this.#level] as readonly Severity[];
  }

  /**
   * Notes the length of the queue.
   *
   * @param waiting messages that are ready in it
   * @returns whether the dropped severities have changed
   */
  observe(waiting: number): boolean {
    const before = this.#level;
    const threshold = (level: number) => this.#thresholds[level] as number;
    this.#waiting = waiting;
    if (this.#options.share === 0) return false;
    while (this.#level < LEVELS.length - 1 && waiting >= threshold(this.#level + 1)) this.#level += 1;
    while (this.#level > 0 && waiting < threshold(this.#level) * FALL_SHARE) this.#level -= 1;
    return this.#level !== before;
  }

  /** True when it dropped and counted the batch. */
  sheds({ records, service, severity }: LogBatch): boolean {
    if (!this.severities.includes(severity)) return false;
    let counts = this.#shed.get(service);
    if (counts === undefined) {
      if (this.#shed.size >= MAX_SERVICES) return false;
      counts = new Map();
      this.#shed.set(service, counts);
    }
    counts.set(severity, (counts.get(severity) ?? 0) + records.count);
    this.#options.onShed(service, severity, records.count);
    return true;
  }

  /** One WARN record for each service with dropped records since the last call. */
  takeReports(nowMs: number): ShedReport[] {
    const taken = this.#shed;
    this.#shed = new Map();
    return [...taken].map(([service, counts]) => this.#report(service, counts, nowMs));
  }

  #report(service: string, counts: ReadonlyMap<Severity, number>, nowMs: number): ShedReport {
    const { limit, source } = this.#options;
    const parts = [...counts].map(([severity, count]) => `${count.toLocaleString('en-US')} ${severity}`);
    const message =
      `${parts.join(' and ')} records of this service were dropped by the source ${source}: ` +
      `${this.#waiting} messages waited in LogQueue, which may hold ${limit}`;
    const attributes = Object.fromEntries(
      [...counts].map(([severity, count]) => [`logwarren.shed.${severity}`, count]),
    );
    const record = { timestamp: nowMs, observedAt: nowMs, message, attributes };
    const shed = [...counts.values()].reduce((sum, count) => sum + count, 0);
    return { batch: { id: this.#nextId(), service, severity: 'WARN', records: toColumns([record]) }, shed };
  }
}
