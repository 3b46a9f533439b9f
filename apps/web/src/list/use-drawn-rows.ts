import { type RefObject, useEffect, useState } from 'react';
import { remPx, useIsNarrow, useMedia } from '../browser/use-media.ts';
import type { LogSearch } from '../paging/use-log-pages.ts';
import { layoutRows, type RowLayout } from './row-layout.ts';
import { useViewport } from './use-viewport.ts';

const TOUCH = '(pointer: coarse)';
/**
 * Heights in rem; the style sheet has the same numbers. A row is pressed to open it: at least 24 px, more for a finger
 * (WCAG 2.5.8). Narrow screens show a record in two lines.
 */
const ROW = 1.5;
const TOUCH_ROW = 2.25;
const NARROW_ROW = 2.75;

/** Rows drawn above and below the visible ones. */
const OVERSCAN = 12;
/** Browsers draw no box that is higher than 33,554,432 px. */
const MAX_HEIGHT = 30_000_000;
/** The next page is loaded when fewer rows than this are left below. */
const LOAD_AHEAD = 200;

/** The rows that are drawn, and their places. */
interface DrawnRows {
  layout: RowLayout;
  /** px */
  rowHeight: number;
  /** Indexes of the rows, ascending. */
  indexes: readonly number[];
  /** The first row is in sight, so new records may come above it. */
  isAtTop: boolean;
  /** The browser can show no more rows. */
  isFull: boolean;
  /** Takes the height of the detail below the open row, px. */
  setDetailHeight: (px: number) => void;
}

/**
 * Decides which rows of a list are drawn, and loads pages before the reader gets to their rows.
 *
 * @param scroller box of the list
 * @param openIndex index of the record that is open, -1 for none
 */
export function useDrawnRows(
  search: LogSearch,
  scroller: RefObject<HTMLDivElement | null>,
  openIndex: number,
): DrawnRows {
  const { count, newer } = search.pages;
  const rowHeight = useRowHeight();
  const viewport = useViewport(scroller, search.rowsAbove, rowHeight);
  const [detailHeight, setDetailHeight] = useState(0);
  const layout = layoutRows({ count, rowHeight, openIndex, detailHeight });
  const first = Math.max(0, layout.indexAt(viewport.top) - OVERSCAN);
  const last = Math.min(count - 1, layout.indexAt(viewport.top + viewport.height) + OVERSCAN);
  const isFull = (count + LOAD_AHEAD) * rowHeight > MAX_HEIGHT;
  useLoadAhead(search, { first, last, openIndex, canLoad: viewport.height > 0 && !isFull });
  return {
    layout,
    rowHeight,
    indexes: Array.from({ length: Math.max(0, last - first + 1) }, (_, offset) => first + offset),
    isAtTop: viewport.top < rowHeight && newer === null,
    isFull,
    setDetailHeight,
  };
}

/** Height of a row of the list, px. */
function useRowHeight(): number {
  const isTouched = useMedia(TOUCH);
  const isNarrow = useIsNarrow();
  return (isNarrow ? NARROW_ROW : isTouched ? TOUCH_ROW : ROW) * remPx();
}

/** Indexes of the first and the last row that are drawn, and of the open record; -1 for none. */
interface Span {
  first: number;
  last: number;
  openIndex: number;
  canLoad: boolean;
}

function useLoadAhead(search: LogSearch, { first, last, openIndex, canLoad }: Span): void {
  const { loadMore, loadNewer, readAround } = search;
  const { count } = search.pages;
  useEffect(() => {
    if (count - last < LOAD_AHEAD && canLoad) loadMore();
  }, [count, last, canLoad, loadMore]);
  useEffect(() => {
    if (first < LOAD_AHEAD && canLoad) loadNewer();
  }, [first, canLoad, loadNewer]);
  useEffect(() => readAround({ first, last }, openIndex), [readAround, first, last, openIndex]);
}
