import { useEffect, useRef, useState } from 'react';
import { useAddress } from '../address/use-address.ts';
import type { Moment } from '../api/use-moment.ts';
import { LogList } from '../list/log-list.tsx';
import { NewerBar } from '../list/newer-bar.tsx';
import { scrollToBegin } from '../list/scroll-box.ts';
import type { NewerRecords } from '../list/use-newer.ts';
import { LiveBar } from '../live/live-bar.tsx';
import { useLiveTail } from '../live/use-live-tail.ts';
import { NothingFound } from '../notices/nothing-found.tsx';
import { indexOfRecord, liveCount } from '../paging/record-pages.ts';
import type { LogSearch } from '../paging/use-log-pages.ts';
import { filterParameters, withParameters } from '../query/filter-parameters.ts';
import { LinkedRecord } from './linked-record.tsx';

interface RecordColumnProps {
  search: LogSearch;
  /** The moment that the view is asked as of. */
  moment: Moment;
  /** Whether what is shown belongs to an earlier search. */
  isStale: boolean;
  /** Whether it stays there because the present search failed. */
  isLeftOver: boolean;
  isEmpty: boolean;
  newer: NewerRecords;
  /** Called with whether the list may change: the reader is at its top and has no record open. */
  onTop: (isAtTop: boolean) => void;
  runAgain: () => void;
}

/** Most records that arrive while the list is followed; beyond that the list starts again. */
const MAX_LIVE = 20_000;
/** Records published just before the tail begins are stored after this time, ms. */
const STORED_AFTER_MS = 1_000;

/** The records, and new ones as they come while the reader is at the top with none open. */
export function RecordColumn({
  search,
  moment,
  isStale,
  isLeftOver,
  isEmpty,
  newer,
  onTop,
  runAgain,
}: RecordColumnProps) {
  const { address, navigate } = useAddress();
  const scroller = useRef<HTMLDivElement>(null);
  const [isAtTop, setIsAtTop] = useState(true);
  const mayChange = isAtTop && address.record === '';
  useEffect(() => onTop(mayChange), [onTop, mayChange]);
  const [liveSince, setLiveSince] = useState<string>();
  const { generation, prepend } = search;
  const path = address.live
    ? withParameters('/logs/tail', filterParameters({ q: address.q, from: '', to: '' }))
    : undefined;
  const tail = useLiveTail({
    path,
    isPaused: !mayChange,
    add: prepend,
    onLive: () => setLiveSince(path),
  });
  // The list was asked for before the tail began; between the two, records could be missed.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each tail
  useEffect(() => {
    if (liveSince === undefined) return;
    const timer = setTimeout(runAgain, STORED_AFTER_MS);
    return () => clearTimeout(timer);
  }, [liveSince]);
  // Hours of following would fill the memory of the browser.
  const isLong = mayChange && liveCount(search.pages) > MAX_LIVE;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each list that got long
  useEffect(() => {
    if (isLong) runAgain();
  }, [isLong]);
  const { repeat } = tail;
  const beginsNewest = search.pages.newer === null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever the list starts again, or reaches the newest record
  useEffect(repeat, [generation, beginsNewest]);
  const goToTop = () => {
    if (scroller.current !== null) scrollToBegin(scroller.current);
    navigate({ record: '' }, { replace: true });
    if (!beginsNewest) runAgain();
  };
  const isMissing =
    address.record !== '' && address.record === search.sought && indexOfRecord(search.pages, address.record) === -1;
  return (
    <div className="list-column">
      {address.live ? (
        <LiveBar tail={tail} goToTop={goToTop} />
      ) : (
        <NewerBar
          newer={newer}
          show={() => {
            goToTop();
            runAgain();
          }}
        />
      )}
      {isMissing && <LinkedRecord key={address.record} id={address.record} />}
      {isEmpty && !address.live ? (
        <NothingFound moment={moment} />
      ) : (
        <LogList
          search={search}
          isStale={isStale}
          isLeftOver={isLeftOver}
          scroller={scroller}
          goToTop={goToTop}
          runAgain={runAgain}
          onTop={setIsAtTop}
        />
      )}
    </div>
  );
}
