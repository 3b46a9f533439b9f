import { useCallback, useEffect, useRef } from 'react';
import type { LogPage } from '../api/log-record.ts';
import { getJson } from '../api/request.ts';
import { type ListEntry, letGo, missingPage, type Page, putBack, type RecordPages } from './record-pages.ts';

/** Rows beyond those in sight that are to be there. */
const NEAR_ROWS = 200;

/** Indexes of the first and the last record in sight. */
export interface InSight {
  first: number;
  last: number;
}

/**
 * Lets go of records far from what is in sight, and loads again what was let go and is near.
 *
 * @param path of the search that the pages belong to
 * @param change applies to the pages as they are by then, unless the search has begun anew
 */
export function useReadAround(
  path: string | undefined,
  list: RecordPages,
  change: (list: RecordPages, to: (pages: RecordPages) => RecordPages) => void,
): (inSight: InSight, openIndex: number) => void {
  const loading = useRef<AbortController>(undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is being loaded belongs to one search
  useEffect(() => () => loading.current?.abort(), [path]);
  return useCallback(
    (inSight, openIndex) => {
      change(list, (pages) => letGo(pages, inSight, openIndex));
      const missing = missingPage(list, inSight.first - NEAR_ROWS, inSight.last + NEAR_ROWS);
      if (missing?.cursor === undefined || path === undefined || loading.current !== undefined) return;
      const { cursor } = missing;
      const controller = new AbortController();
      loading.current = controller;
      loadAgain(path, missing, controller.signal)
        .then((records) => change(list, (pages) => putBack(pages, cursor, records)))
        // Whoever scrolls on asks again; what is wrong with the search is said by the search itself.
        .catch(() => undefined)
        .finally(() => {
          loading.current = undefined;
        });
    },
    [path, list, change],
  );
}

/** The records of a page, by the cursor that they came with. */
async function loadAgain(path: string, { cursor, loaded }: Page, signal: AbortSignal): Promise<ListEntry[]> {
  const records: ListEntry[] = [];
  for (let next: string | null | undefined = cursor; next !== undefined && next !== null && records.length < loaded; ) {
    const page: LogPage = await getJson<LogPage>(pagePath(path, loaded - records.length, next), signal);
    records.push(...page.records);
    // A service that goes round in circles has been told of by the search itself.
    next = page.next === next ? null : page.next;
  }
  return records;
}

/** `path` with a limit, and the cursor of the page before. */
export function pagePath(path: string, limit: number, cursor: string | null): string {
  const parameters = new URLSearchParams({ limit: String(limit), ...(cursor === null ? {} : { cursor }) });
  return `${path}${path.includes('?') ? '&' : '?'}${parameters}`;
}
