/** Selection and limits of a reading of the ledger. */
export interface LedgerQuery {
  /** First and last UTC day of ingest, yyyymmdd; all days when absent. */
  fromDay?: string | undefined;
  toDay?: string | undefined;
  source?: string | undefined;
  service?: string | undefined;
  /** Time of a query, ms; the ledger may take as many times of it as other counts. Left out, one read is bounded alone. */
  budgetMs?: number | undefined;
  /** Nobody waits for it any more. */
  signal?: AbortSignal | undefined;
}

/** How reads of the ledger are bounded. */
export interface ReadBounds {
  maxTimeMS: number;
  signal?: AbortSignal | undefined;
}

/** True for a day of ingest, yyyymmdd, that a query asks for. */
export function isWithin(day: string, { fromDay, toDay }: LedgerQuery): boolean {
  return (fromDay === undefined || day >= fromDay) && (toDay === undefined || day <= toDay);
}
