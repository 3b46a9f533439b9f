import { createBatchIds, type LogBatch, type Severity, toColumns } from '@logwarren/contract';

/**
 * Drops the least severe records while too many messages wait in `LogQueue`, so that the others get through. What is
 * dropped is counted, and told by a WARN record of the same service.
 *
 *     none ── share of the limit ──> TRACE and DEBUG ── half-way to the limit ──> INFO, too
 *          <──── below 4/5 of it ────                <──── below 4/5 of it ────
 */

const LEVELS: readonly (readonly Severity[])[] = [[], ['TRACE', 'DEBUG'], ['TRACE', 'DEBUG', 'INFO']];
/** Falls back only below this share of what made it rise, so that it does not flutter. */
const FALL_SHARE = 0.8;
/** Services told apart; of further ones, records are not dropped. Bounds the memory. */
const MAX_SERVICES = 10_000;

/** A record that tells what was dropped, and how many records it stands for. */
interface ShedReport {
  batch: LogBatch;
  shed: number;
}

interface ShedderOptions {
  /** Messages that `LogQueue` may hold. */
  limit: number;
  /** Part of the limit from which on records are dropped, below 1; 0 is never. */
  share: number;
  /** Name of the source. */
  source: string;
  /** Told of each batch that is dropped. */
  onShed: (service: string, severity: Severity, records: number) => void;
}

export class Shedder {
  readonly #options: ShedderOptions;
  readonly #nextId = createBatchIds();
  /** Messages from which on each level holds. */
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

  /** 0 for nothing, 1 for TRACE and DEBUG, 2 for INFO, too. */
  get level(): number {
    return this.#level;
  }

  /** Messages in `LogQueue` when it was last looked at. */
  get waiting(): number | undefined {
    return this.#waiting;
  }

  /** Severities that are dropped now; empty while none are. */
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
    const before = this.#level;
    const threshold = (level: number) => this.#thresholds[level] as number;
    this.#waiting = waiting;
    if (this.#options.share === 0) return false;
    while (this.#level < LEVELS.length - 1 && waiting >= threshold(this.#level + 1)) this.#level += 1;
    while (this.#level > 0 && waiting < threshold(this.#level) * FALL_SHARE) this.#level -= 1;
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
    counts.set(severity, (counts.get(severity) ?? 0) + records.count);
    this.#options.onShed(service, severity, records.count);
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
      `${this.#waiting} messages waited in LogQueue, which may hold ${limit}`;
    const attributes = Object.fromEntries(
      [...counts].map(([severity, count]) => [`logwarren.shed.${severity}`, count]),
    );
    const record = { timestamp: nowMs, observedAt: nowMs, message, attributes };
    const shed = [...counts.values()].reduce((sum, count) => sum + count, 0);
    return { batch: { id: this.#nextId(), service, severity: 'WARN', records: toColumns([record]) }, shed };
  }
}
