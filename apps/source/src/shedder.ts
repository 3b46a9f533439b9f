import { createBatchIds, type LogBatch, type Severity } from '@logwarren/contract';

/**
 * Drops the least severe records while too many messages wait in `LogQueue`, so that the others get through. What is
 * dropped is counted, and told by a WARN record of the same service.
 *
 *     none ── limit reached ──> TRACE and DEBUG ── twice the limit ──> INFO, too
 *          <── below 4/5 of it ──              <── below 4/5 of it ──
 */

const LEVELS: readonly (readonly Severity[])[] = [[], ['TRACE', 'DEBUG'], ['TRACE', 'DEBUG', 'INFO']];
/** Falls back only below this share of what made it rise, so that it does not flutter. */
const FALL_SHARE = 0.8;
/** Services told apart; of further ones, records are not dropped. Bounds the memory. */
const MAX_SERVICES = 10_000;

/** A record that tells what was dropped, and how many records it stands for. */
export interface ShedReport {
  batch: LogBatch;
  shed: number;
}

export interface ShedderOptions {
  /** Messages in `LogQueue` from which on records are dropped; 0 is never. */
  limit: number;
  /** Name of the source. */
  source: string;
  /** Told of each batch that is dropped. */
  onShed: (severity: Severity, records: number) => void;
}

export class Shedder {
  readonly #options: ShedderOptions;
  readonly #nextId = createBatchIds();
  #level = 0;
  #waiting = 0;
  /** By service, then by severity. */
  #shed = new Map<string, Map<Severity, number>>();

  constructor(options: ShedderOptions) {
    this.#options = options;
  }

  /** What is dropped now; empty while nothing is. */
  get severities(): readonly Severity[] {
    return LEVELS[this.#level] as readonly Severity[];
  }

  /**
   * Takes notice of the queue.
   *
   * @param waiting messages that are ready in it
   * @returns whether something else is dropped than before
   */
  observe(waiting: number): boolean {
    const { limit } = this.#options;
    const before = this.#level;
    this.#waiting = waiting;
    if (limit === 0) return false;
    while (this.#level < LEVELS.length - 1 && waiting >= limit * (this.#level + 1)) this.#level += 1;
    while (this.#level > 0 && waiting < limit * this.#level * FALL_SHARE) this.#level -= 1;
    return this.#level !== before;
  }

  /** True when a batch was dropped, and counted. */
  sheds({ records, service, severity }: LogBatch): boolean {
    if (!this.severities.includes(severity)) return false;
    let counts = this.#shed.get(service);
    if (counts === undefined) {
      if (this.#shed.size >= MAX_SERVICES) return false;
      counts = new Map();
      this.#shed.set(service, counts);
    }
    counts.set(severity, (counts.get(severity) ?? 0) + records.length);
    this.#options.onShed(severity, records.length);
    return true;
  }

  /** One WARN record for each service of which records were dropped since the last call. */
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
      `${this.#waiting} messages waited in LogQueue, the limit is ${limit}`;
    const attributes = Object.fromEntries(
      [...counts].map(([severity, count]) => [`logwarren.shed.${severity}`, count]),
    );
    const record = { timestamp: nowMs, observedAt: nowMs, message, attributes };
    const shed = [...counts.values()].reduce((sum, count) => sum + count, 0);
    return { batch: { id: this.#nextId(), service, severity: 'WARN', records: [record] }, shed };
  }
}
