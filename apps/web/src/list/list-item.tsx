import type { ListEntry } from '../paging/record-pages.ts';
import { RecordDetail } from '../record/record-detail.tsx';
import { countOf } from '../text/format-count.ts';
import { LogRow } from './log-row.tsx';

interface ListItemProps {
  record: ListEntry;
  index: number;
  /** Distance from the top of the list, px. */
  top: number;
  /** Lower case; marked in the message. */
  words: readonly string[];
  isOpen: boolean;
  isSelected: boolean;
  toggle: (id: string) => void;
  /** Called with the height of the detail of an open record, px. */
  onHeight: (px: number) => void;
  runAgain: () => void;
}

/** A place in the list: a record with its detail if it is open, or the note that records are missing here. */
export function ListItem({ record, index, top, words, isOpen, isSelected, toggle, onHeight, runAgain }: ListItemProps) {
  return (
    <li className="list-item" style={{ transform: `translateY(${top}px)` }}>
      {record.leftOut === undefined ? (
        <LogRow record={record} index={index} words={words} isOpen={isOpen} isSelected={isSelected} toggle={toggle} />
      ) : (
        <LeftOutRow count={record.leftOut} runAgain={runAgain} />
      )}
      {isOpen && <RecordDetail record={record} onHeight={onHeight} />}
    </li>
  );
}

/** Keeps the place of a record that was released until it is loaded again. */
export function GoneItem({ top }: { top: number }) {
  return (
    <li className="list-item" style={{ transform: `translateY(${top}px)` }}>
      <p className="row-gone">…</p>
    </li>
  );
}

/** Says that the live tail could not show records; searching again finds those that were stored. */
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
