import { type LostBytes, runStartedMs } from '@logwarren/contract';
import { uniteLosses } from '../bucket/index.ts';
import type { LedgerSums } from './balance-rows.ts';

/** Bytes that a source has lost. */
export interface SourceLoss extends LostBytes {
  source: string;
  service: string;
}

/** Counts from one group of headers or letters, for one run and service. */
export interface Share {
  source: string;
  run: string;
  service: string;
  records: number;
  from?: number | null;
  to?: number | null;
  shed?: number;
  until?: number | null;
  /** One list for each header that has losses. */
  lost?: LostBytes[][];
}

/** Sums of one run and service while they are gathered; without source and run, of the whole service. */
interface Row {
  source: string | null;
  run: string | null;
  service: string;
  stored: number;
  dead: number;
  shed: number;
  /** Records without numbers: they count as received because they are there. */
  unnumbered: number;
  from: number;
  to: number;
  until: number;
  lastStoredMs: number | undefined;
}

/** Adds up the counts in headers and letters for each run and service. */
export class LedgerTally {
  readonly #rows = new Map<string, Row>();
  /** By source and service. */
  readonly #lost = new Map<string, { source: string; service: string; losses: LostBytes[] }>();
  readonly #firstMs: number;
  readonly #countsSpools: boolean;

  constructor(firstMs: number, countsSpools: boolean) {
    this.#firstMs = firstMs;
    this.#countsSpools = countsSpools;
  }

  addStored(share: Share, lastStoredMs: number): void {
    const row = this.#add(share);
    row.stored += share.records;
    row.shed += share.shed ?? 0;
    row.lastStoredMs = Math.max(row.lastStoredMs ?? 0, lastStoredMs);
    if (share.lost?.length) this.#addLost(share, share.lost.flat());
  }

  losses(): SourceLoss[] {
    return [...this.#lost.values()].flatMap(({ losses, ...from }) => losses.map((loss) => ({ ...from, ...loss })));
  }

  #addLost({ service, source }: Share, losses: readonly LostBytes[]): void {
    const key = JSON.stringify([source, service]);
    const known = this.#lost.get(key)?.losses ?? [];
    this.#lost.set(key, { source, service, losses: uniteLosses([...known, ...losses]) });
  }

  addDead(share: Share): void {
    this.#add(share).dead += share.records;
  }

  /** Records of a service in all headers, those of known sources included. */
  addTotal(service: string, records: number): void {
    this.#row(null, null, service).stored += records;
  }

  addForeignDead(service: string, records: number): void {
    const row = this.#row(null, null, service);
    row.dead += records;
    row.unnumbered += records;
  }

  sums(): LedgerSums[] {
    for (const row of this.#rows.values()) if (row.source !== null) this.#takeFromTotal(row);
    const rows = [...this.#rows.values()].filter(({ stored, dead, to }) => stored > 0 || dead > 0 || to > 0);
    rows.sort((a, b) => compare(a.source, b.source) || compare(a.service, b.service) || compare(a.run, b.run));
    return rows.map(({ source, run, service, stored, dead, shed, unnumbered, from, to, until, lastStoredMs }) => {
      const spooled = this.#countsSpools ? Math.max(0, until - to) : 0;
      const numbered = to === 0 ? 0 : to + spooled - (this.#isWhole(run) ? 0 : from);
      const received = source === null ? stored + dead : unnumbered + numbered + shed;
      return { source, run, service, received, stored, dead, shed, spooled, lastStoredMs };
    });
  }

  /** True if a run began within the days that are read: its numbers then begin with 1. */
  #isWhole(run: string | null): boolean {
    const startedMs = run === null ? undefined : runStartedMs(run);
    return startedMs !== undefined && startedMs >= this.#firstMs;
  }

  #takeFromTotal({ service, stored }: Row): void {
    const total = this.#rows.get(keyOf(null, null, service));
    if (total !== undefined) total.stored -= stored;
  }

  #add({ source, run, service, records, from, to, until }: Share): Row {
    const row = this.#row(source, run, service);
    if (typeof from !== 'number' || typeof to !== 'number') row.unnumbered += records;
    else {
      row.from = Math.min(row.from, from);
      row.to = Math.max(row.to, to);
      row.until = Math.max(row.until, until ?? 0);
    }
    return row;
  }

  #row(source: string | null, run: string | null, service: string): Row {
    const key = keyOf(source, run, service);
    let row = this.#rows.get(key);
    if (row === undefined) {
      const nothing = { stored: 0, dead: 0, shed: 0, unnumbered: 0, from: Number.POSITIVE_INFINITY, to: 0, until: 0 };
      row = { source, run, service, ...nothing, lastStoredMs: undefined };
      this.#rows.set(key, row);
    }
    return row;
  }
}

function keyOf(source: string | null, run: string | null, service: string): string {
  return JSON.stringify([source, run, service]);
}

function compare(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null) return 1;
  return b === null || a < b ? -1 : 1;
}
