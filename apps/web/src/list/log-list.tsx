import { type CSSProperties, type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useState } from 'react';
import { useAddress } from '../address/use-address.ts';
import { indexOfRecord, type RecordPages, recordAt } from '../paging/record-pages.ts';
import type { LogSearch } from '../paging/use-log-pages.ts';
import { useWordsToMark } from '../query/marked-text.tsx';
import { RecordDetail } from '../record/record-detail.tsx';
import { countOf } from '../text/format-count.ts';
import { exactTime, rowTime } from '../text/format-time.ts';
import { LogRow } from './log-row.tsx';
import { layoutRows } from './row-layout.ts';
import { isInSight, scrollBoxTo, scrollToBegin } from './scroll-box.ts';
import { useListKeys } from './use-list-keys.ts';
import { useRowHeight } from './use-row-height.ts';
import { useViewport } from './use-viewport.ts';

/** Rows drawn above and below the visible ones. */
const OVERSCAN = 12;
/** Browsers draw no box that is higher than 33,554,432 px. */
const MAX_HEIGHT = 30_000_000;
/** The next page is loaded when fewer rows than this are below. */
const LOAD_AHEAD = 200;

/** Rows above the record that a link opens. */
const ROWS_BEFORE_OPEN = 2;

interface LogListProps {
  search: LogSearch;
  /** Whether what is shown belongs to an earlier search. */
  isStale: boolean;
  /** Whether it stays there because the present search failed. */
  isLeftOver: boolean;
  scroller: RefObject<HTMLDivElement | null>;
  /** Called with whether the newest record is in sight. */
  onTop: (isAtTop: boolean) => void;
  /** Starts again at the newest record. */
  goToTop: () => void;
  runAgain: () => void;
}

/** The rows that are drawn, and whether more may be loaded for them. */
interface DrawnRows {
  /** Indexes of the first and the last row. */
  first: number;
  last: number;
  /** Index of the record that is open, -1 for none. */
  openIndex: number;
  canLoad: boolean;
}

/** Loads pages before the reader comes to their rows. */
function useLoadAhead(search: LogSearch, { first, last, openIndex, canLoad }: DrawnRows): void {
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

interface FirstRowOptions extends Pick<LogListProps, 'search' | 'scroller'> {
  openIndex: number;
  /** Id of the record that is open, '' for none. */
  openId: string;
  rowHeight: number;
  select: (index: number) => void;
}

/** Shows a new list from its top, and a record that is opened with a few rows above it. */
function useFirstRow({ search, scroller, openIndex, openId, rowHeight, select }: FirstRowOptions): void {
  // Both before the reader sees the new list, or the first key would be answered by the list before.
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

/** The records, only those in sight in the document. */
export function LogList({ search, isStale, isLeftOver, scroller, onTop, goToTop, runAgain }: LogListProps) {
  const { address, navigate } = useAddress();
  const { pages, loading, rowsAbove } = search;
  const { count } = pages;
  const rowHeight = useRowHeight();
  const viewport = useViewport(scroller, rowsAbove, rowHeight);
  const [detailHeight, setDetailHeight] = useState(0);
  const openIndex = useMemo(() => indexOfRecord(pages, address.record), [pages, address.record]);
  const words = useWordsToMark();
  const layout = layoutRows({ count, rowHeight, openIndex, detailHeight });
  const first = Math.max(0, layout.indexAt(viewport.top) - OVERSCAN);
  const last = Math.min(count - 1, layout.indexAt(viewport.top + viewport.height) + OVERSCAN);
  const toggle = useCallback(
    (id: string) => navigate({ record: id === address.record ? '' : id }, { replace: address.record !== '' }),
    [navigate, address.record],
  );
  const { selected, select } = useListKeys({
    scroller,
    layout,
    rowHeight,
    count,
    openIndex,
    rowsAbove,
    goToTop: pages.newer === null ? undefined : goToTop,
    toggle: (index) => toggle(recordAt(pages, index)?.id ?? ''),
    close: () => address.record !== '' && toggle(address.record),
  });
  const isAtTop = viewport.top < rowHeight && pages.newer === null;
  useEffect(() => onTop(isAtTop), [onTop, isAtTop]);
  const isFull = (count + LOAD_AHEAD) * rowHeight > MAX_HEIGHT;
  useLoadAhead(search, { first, last, openIndex, canLoad: viewport.height > 0 && !isFull });
  useFirstRow({ search, scroller, openIndex, openId: address.record, rowHeight, select });

  const indexes = Array.from({ length: Math.max(0, last - first + 1) }, (_, offset) => first + offset);
  return (
    <div className="list" ref={scroller} data-stale={isStale} data-before={isLeftOver} aria-busy={loading}>
      <ul
        className="list-inside"
        aria-label="Records, newest first"
        style={{ height: layout.height, '--time-width': `${timeWidth(pages)}ch` } as CSSProperties}
      >
        {indexes.map((index) => {
          const record = recordAt(pages, index);
          if (record === undefined) {
            return (
              <li key={index} className="list-item" style={{ transform: `translateY(${layout.topOf(index)}px)` }}>
                <p className="row-gone">…</p>
              </li>
            );
          }
          const isOpen = index === openIndex;
          const isSelected = index === selected || (selected === -1 && index === 0);
          return (
            <li key={record.id} className="list-item" style={{ transform: `translateY(${layout.topOf(index)}px)` }}>
              {record.leftOut === undefined ? (
                <LogRow
                  record={record}
                  index={index}
                  words={words}
                  isOpen={isOpen}
                  isSelected={isSelected}
                  toggle={toggle}
                />
              ) : (
                <LeftOutRow count={record.leftOut} runAgain={runAgain} />
              )}
              {isOpen && <RecordDetail record={record} onHeight={setDetailHeight} />}
            </li>
          );
        })}
      </ul>
      <ListEnd search={search} isFull={isFull} />
    </div>
  );
}

/** Says that the live tail could not show records; searching again finds what has been stored. */
function LeftOutRow({ count, runAgain }: { count: number | 'some'; runAgain: () => void }) {
  return (
    <p className="row-left-out">
      {count === 'some'
        ? 'Records that came while the connection was lost may be missing here. '
        : `${countOf(count, 'record')} came too fast to be shown here. `}
      <button type="button" onClick={runAgain}>
        Search again
      </button>
    </p>
  );
}

/** Letters of the longest time among the records: the newest's or the oldest's. */
function timeWidth(pages: RecordPages): number {
  const ends = [recordAt(pages, 0), recordAt(pages, pages.count - 1)].filter((record) => record !== undefined);
  return Math.max(12, ...ends.map(({ timestamp }) => rowTime(timestamp, new Date()).length));
}

function ListEnd({ search, isFull }: { search: LogSearch; isFull: boolean }) {
  // The view shows the error above.
  if (search.error !== undefined) return null;
  if (search.pages.count === 0)
    return search.loading ? <p className="list-end">Searching …</p> : <p className="list-end">Nothing so far.</p>;
  if (search.loading) return <p className="list-end">Loading older records …</p>;
  if (isFull) return <ListFull pages={search.pages} />;
  return search.pages.next === null ? <p className="list-end">No older records in this time.</p> : null;
}

/** The list holds as many rows as a browser can show. */
function ListFull({ pages }: { pages: RecordPages }) {
  const { navigate } = useAddress();
  const oldest = recordAt(pages, pages.count - 1)?.timestamp;
  return (
    <p className="list-end">
      {pages.count === 1 ? 'This is' : 'These are'} {countOf(pages.count, 'record')}.{' '}
      {oldest !== undefined && (
        <button type="button" onClick={() => navigate({ to: oldest, record: '', live: false })}>
          Go on from {exactTime(oldest)}
        </button>
      )}
    </p>
  );
}
