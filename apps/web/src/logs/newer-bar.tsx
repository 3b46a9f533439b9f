import { countOf } from '../record/format-count.ts';
import { TroubleLine } from './search-progress.tsx';
import type { NewerRecords } from './use-newer.ts';

/** Offers records that came while the reader reads; nothing while there are none. */
export function NewerBar({ newer, show }: { newer: NewerRecords; show: () => void }) {
  return (
    <>
      {newer.error !== undefined && <TroubleLine error={newer.error} />}
      <div className="newer" role="status">
        {newer.count > 0 && (
          <button type="button" onClick={show}>
            {newer.complete ? '' : '≥\u2009'}
            {countOf(newer.count, 'newer record')} <span aria-hidden="true">↑</span>
          </button>
        )}
      </div>
    </>
  );
}

/** True while the reader marks text, or stands with the keyboard on a row further down: the list must not move. */
export function isReadingRows(): boolean {
  const selection = document.getSelection();
  if (selection !== null && !selection.isCollapsed) return true;
  const row = document.activeElement?.closest<HTMLElement>('.list [data-index]');
  return row != null && row.dataset.index !== '0';
}
