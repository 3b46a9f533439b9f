import { type CSSProperties, type RefObject, useCallback, useEffect, useMemo } from 'react';
import { useAddress } from '../address/use-address.ts';
import { indexOfRecord, type RecordPages, recordAt } from '../paging/record-pages.ts';
import type { LogSearch } from '../paging/use-log-pages.ts';
import { useWordsToMark } from '../query/marked-text.tsx';
import { rowTime } from '../text/format-time.ts';
import { ListEnd } from './list-end.tsx';
import { GoneItem, ListItem } from './list-item.tsx';
import { useDrawnRows } from './use-drawn-rows.ts';
import { useFirstRow } from './use-first-row.ts';
import { useListKeys } from './use-list-keys.ts';

interface LogListProps {
  search: LogSearch;
  /** Whether the records belong to an earlier search. */
  isStale: boolean;
  /** Whether they stay because the present search failed. */
  isLeftOver: boolean;
  scroller: RefObject<HTMLDivElement | null>;
  /** Called with whether the newest record is in sight. */
  onTop: (isAtTop: boolean) => void;
  /** Starts again with the newest record. */
  goToTop: () => void;
  runAgain: () => void;
}

/** The records; only those in sight are in the document. */
export function LogList({ search, isStale, isLeftOver, scroller, onTop, goToTop, runAgain }: LogListProps) {
  const { pages, loading } = search;
  const { openId, toggle } = useOpenRecord();
  const openIndex = useMemo(() => indexOfRecord(pages, openId), [pages, openId]);
  const words = useWordsToMark();
  const { layout, rowHeight, indexes, isAtTop, isFull, setDetailHeight } = useDrawnRows(search, scroller, openIndex);
  const { selected, select } = useListKeys({
    scroller,
    layout,
    rowHeight,
    count: pages.count,
    openIndex,
    rowsAbove: search.rowsAbove,
    goToTop: pages.newer === null ? undefined : goToTop,
    toggle: (index) => toggle(recordAt(pages, index)?.id ?? ''),
    close: () => openId !== '' && toggle(openId),
  });
  useEffect(() => onTop(isAtTop), [onTop, isAtTop]);
  useFirstRow({ search, scroller, openIndex, openId, rowHeight, select });
  const size = { height: layout.height, '--time-width': `${timeWidth(pages)}ch` } as CSSProperties;
  return (
    <div className="list" ref={scroller} data-stale={isStale} data-before={isLeftOver} aria-busy={loading}>
      <ul className="list-inside" aria-label="Records, newest first" style={size}>
        {indexes.map((index) => {
          const record = recordAt(pages, index);
          const top = layout.topOf(index);
          if (record === undefined) return <GoneItem key={index} top={top} />;
          return (
            <ListItem
              key={record.id}
              record={record}
              index={index}
              top={top}
              words={words}
              isOpen={index === openIndex}
              isSelected={index === selected || (selected === -1 && index === 0)}
              toggle={toggle}
              onHeight={setDetailHeight}
              runAgain={runAgain}
            />
          );
        })}
      </ul>
      <ListEnd search={search} isFull={isFull} />
    </div>
  );
}

/** The record that the address names, '' for none; toggling opens another one or closes it. */
function useOpenRecord(): { openId: string; toggle: (id: string) => void } {
  const { address, navigate } = useAddress();
  const { record: openId } = address;
  const toggle = useCallback(
    (id: string) => navigate({ record: id === openId ? '' : id }, { replace: openId !== '' }),
    [navigate, openId],
  );
  return { openId, toggle };
}

/** Length of the longest time among the records, in letters: that of the newest or of the oldest. */
function timeWidth(pages: RecordPages): number {
  const ends = [recordAt(pages, 0), recordAt(pages, pages.count - 1)].filter((record) => record !== undefined);
  return Math.max(12, ...ends.map(({ timestamp }) => rowTime(timestamp, new Date()).length));
}
