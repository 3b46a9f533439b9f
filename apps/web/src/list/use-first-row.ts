import { type RefObject, useLayoutEffect } from 'react';
import type { LogSearch } from '../paging/use-log-pages.ts';
import { isInSight, scrollBoxTo, scrollToBegin } from './scroll-box.ts';

/** Rows above the record that a link opens. */
const ROWS_BEFORE_OPEN = 2;

interface FirstRowOptions {
  search: LogSearch;
  scroller: RefObject<HTMLDivElement | null>;
  openIndex: number;
  /** Id of the record that is open, '' for none. */
  openId: string;
  /** px */
  rowHeight: number;
  select: (index: number) => void;
}

/** Shows a new list from its top, and an opened record with a few rows above it. */
export function useFirstRow({ search, scroller, openIndex, openId, rowHeight, select }: FirstRowOptions): void {
  // Both run before the reader sees the new list; otherwise the first key would act on the list before.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another search begins at its top
  useLayoutEffect(() => {
    select(-1);
    if (scroller.current !== null) scrollToBegin(scroller.current);
  }, [search.path]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each record that is opened, and each list that starts again
  useLayoutEffect(() => {
    const box = scroller.current;
    if (openIndex === -1 || box === null) return;
    select(openIndex);
    if (isInSight(box, openIndex * rowHeight, rowHeight)) return;
    scrollBoxTo(box, Math.max(0, openIndex - ROWS_BEFORE_OPEN) * rowHeight);
  }, [search.generation, openId]);
}
