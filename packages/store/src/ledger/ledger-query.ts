/** Selection and limits of a reading of the ledger. */
export interface LedgerQuery {
  /** First and last UTC day of ingest, yyyymmdd; all days when absent. */
  fromDay?: string | undefined;
  toDay?: string | undefined;
  source?: string | undefined;
  service?: string | undefined;
  /**
   * Time of a query, ms; the ledger may take as many times of it as other counts. If left out, only each read is
   * bounded.
   */
  budgetMs?: number | undefined;
  /** Aborted when nobody waits for the ledger any more. */
  signal?: AbortSignal | undefined;
}

/** Bounds of a read of the ledger. */
export interface ReadBounds {
  maxTimeMS: number;
  signal?: AbortSignal | undefined;
}

/** True if a query asks for a day of ingest, yyyymmdd. */
export function isWithin(day: string, { fromDay, toDay }: LedgerQuery): boolean {
  return (fromDay === undefined || day >= fromDay) && (toDay === undefined || day <= toDay);
}
