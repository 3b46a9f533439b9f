import type { PageJson } from '@logwarren/api';
import { useCallback, useEffect, useRef } from 'react';
import { getJson } from '../api/request.ts';
import { letGo, missingPage, putBack } from './kept-pages.ts';
import type { ListEntry, Page, RecordPages } from './record-pages.ts';
import { newestFirst } from './record-pages.ts';

/** Rows to keep loaded beyond those in sight. */
const NEAR_ROWS = 200;

/** Indexes of the first and the last record in sight. */
interface InSight {
  first: number;
  last: number;
}

/**
 * Releases records far from those in sight, and loads released ones again when they come near.
 *
 * @param path of the search that the pages belong to
 * @param change applies to the pages as they are by then, unless the search has started again
 */
export function useReadAround(
  path: string | undefined,
  list: RecordPages,
  change: (list: RecordPages, to: (pages: RecordPages) => RecordPages) => void,
): (inSight: InSight, openIndex: number) => void {
  const loading = useRef<AbortController>(undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: requests belong to one search
  useEffect(() => () => loading.current?.abort(), [path]);
  return useCallback(
    (inSight, openIndex) => {
      change(list, (pages) => letGo(pages, inSight, openIndex));
      const missing = missingPage(list, inSight.first - NEAR_ROWS, inSight.last + NEAR_ROWS);
      if (missing?.cursor === undefined || path === undefined || loading.current !== undefined) return;
      const { cursor } = missing;
      const controller = new AbortController();
      loading.current = controller;
      loadAgain(path, missing, (page) => getJson<PageJson>(page, controller.signal))
        .then((records) => change(list, (pages) => putBack(pages, cursor, records)))
        // Further scrolling asks again; the search reports the error.
        .catch(() => undefined)
        .finally(() => {
          loading.current = undefined;
        });
    },
    [path, list, change],
  );
}

/**
 * Loads the records of a page again, newest first: all from its cursor up to its last record. More of them may be
 * stored by now, so their number does not show where the page ends.
 *
 * @param getPage gets a page by its path
 */
export async function loadAgain(
  path: string,
  { cursor, isUpward = false, loaded, last }: Pick<Page, 'cursor' | 'isUpward' | 'loaded' | 'last'>,
  getPage: (path: string) => Promise<PageJson>,
): Promise<ListEntry[]> {
  const found: ListEntry[] = [];
  const sign = isUpward ? -1 : 1;
  for (let next: string | null | undefined = cursor; next !== undefined && next !== null; ) {
    const { records, next: following } = await getPage(pagePath(path, loaded, next));
    const ofPage =
      last === undefined
        ? records
        : records.filter((record) => record.id === last.id || sign * newestFirst(record, last) < 0);
    found.push(...ofPage);
    if (ofPage.length < records.length || records.at(-1)?.id === last?.id) break;
    // The search itself reports a service that goes round in circles.
    next = following === next ? null : following;
  }
  return isUpward ? found.reverse() : found;
}

/** `path` with a limit, and the cursor of the page before. */
export function pagePath(path: string, limit: number, cursor: string | null): string {
  const parameters = new URLSearchParams({ limit: String(limit), ...(cursor === null ? {} : { cursor }) });
  return `${path}${path.includes('?') ? '&' : '?'}${parameters}`;
}
