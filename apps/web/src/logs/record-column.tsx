import { useEffect, useRef, useState } from 'react';
import { useAddress } from '../address/use-address.ts';
import { LogList } from '../list/log-list.tsx';
import { NewerBar } from '../list/newer-bar.tsx';
import { scrollToBegin } from '../list/scroll-box.ts';
import { LiveBar } from '../live/live-bar.tsx';
import { type LiveTail, useLiveTail } from '../live/use-live-tail.ts';
import { NothingFound } from '../notices/nothing-found.tsx';
import { indexOfRecord, liveCount } from '../paging/record-pages.ts';
import type { LogSearch } from '../paging/use-log-pages.ts';
import { filterParameters, withParameters } from '../query/filter-parameters.ts';
import { LinkedRecord } from './linked-record.tsx';
import type { Logs } from './use-logs.ts';

/** Most records that arrive in live mode; beyond that the list starts again. */
const MAX_LIVE = 20_000;
/** Records published just before the tail begins are stored by this time, ms. */
const STORED_AFTER_MS = 1_000;

/** The records, and new ones as they arrive while the reader is at the top with none open. */
export function RecordColumn({ logs }: { logs: Logs }) {
  const { search, moment, newer, again, isStale, isLeftOver, isEmpty, setMayChange } = logs;
  const { address, navigate } = useAddress();
  const scroller = useRef<HTMLDivElement>(null);
  const [isAtTop, setIsAtTop] = useState(true);
  const mayChange = isAtTop && address.record === '';
  useEffect(() => setMayChange(mayChange), [setMayChange, mayChange]);
  const tail = useTailOf(search, mayChange, again);
  const goToTop = () => {
    if (scroller.current !== null) scrollToBegin(scroller.current);
    navigate({ record: '' }, { replace: true });
    if (search.pages.newer !== null) again();
  };
  const showNewer = () => {
    goToTop();
    again();
  };
  return (
    <div className="list-column">
      {address.live ? <LiveBar tail={tail} goToTop={goToTop} /> : <NewerBar newer={newer} show={showNewer} />}
      {isMissing(search, address.record) && <LinkedRecord key={address.record} id={address.record} />}
      {isEmpty && !address.live ? (
        <NothingFound moment={moment} />
      ) : (
        <LogList
          search={search}
          isStale={isStale}
          isLeftOver={isLeftOver}
          scroller={scroller}
          goToTop={goToTop}
          runAgain={again}
          onTop={setIsAtTop}
        />
      )}
    </div>
  );
}

/** Whether the record that is open was looked for and is not in the list; '' for none. */
function isMissing({ pages, sought }: LogSearch, openId: string): boolean {
  return openId !== '' && openId === sought && indexOfRecord(pages, openId) === -1;
}

/**
 * Puts new records on top of a list while the address asks for live mode.
 *
 * @param mayChange false while the reader reads: nothing moves
 * @param again searches again, for records that the tail has not shown
 */
function useTailOf(search: LogSearch, mayChange: boolean, again: () => void): LiveTail {
  const { address } = useAddress();
  const { generation, pages, prepend } = search;
  const [liveSince, setLiveSince] = useState<string>();
  const path = address.live
    ? withParameters('/logs/tail', filterParameters({ q: address.q, from: '', to: '' }))
    : undefined;
  const tail = useLiveTail({
    path,
    isPaused: !mayChange,
    add: prepend,
    onLive: () => setLiveSince(path),
  });
  // The list was requested before the tail began; records in between could be missed.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each tail
  useEffect(() => {
    if (liveSince === undefined) return;
    const timer = setTimeout(again, STORED_AFTER_MS);
    return () => clearTimeout(timer);
  }, [liveSince]);
  // Hours of live mode would fill the browser's memory.
  const isLong = mayChange && liveCount(pages) > MAX_LIVE;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each list that got long
  useEffect(() => {
    if (isLong) again();
  }, [isLong]);
  const beginsNewest = pages.newer === null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever the list starts again, or reaches the newest record
  useEffect(tail.repeat, [generation, beginsNewest]);
  return tail;
}
