import { type ReactNode, useLayoutEffect } from 'react';
import { TroubleLine } from '../notices/search-progress.tsx';
import { countOf } from '../text/format-count.ts';
import { roomInWindow } from './scroll-box.ts';
import type { NewerRecords } from './use-newer.ts';

/** Offers the records that arrived while the reader was reading, once there are any. */
export function NewerBar({ newer, show }: { newer: NewerRecords; show: () => void }) {
  return (
    <>
      {newer.error !== undefined && <TroubleLine error={newer.error} />}
      <div className="newer" role="status">
        {newer.count > 0 && (
          <ToTopButton onClick={show}>
            {newer.complete ? '' : '≥\u2009'}
            {countOf(newer.count, 'newer record')}
          </ToTopButton>
        )}
      </div>
    </>
  );
}

/** True while the reader selects text or has the focus on a row further down: the list must not move. */
export function isReadingRows(): boolean {
  const selection = document.getSelection();
  if (selection !== null && !selection.isCollapsed) return true;
  const row = document.activeElement?.closest<HTMLElement>('.list [data-index]');
  return row != null && row.dataset.index !== '0';
}

/**
 * Leads to new records above the list. On small screens, where the list scrolls the line above it out of sight, the
 * button floats at the lower edge; the style sheet leaves room for it.
 */
export function ToTopButton({ onClick, children }: { onClick: () => void; children: ReactNode }) {
  useLayoutEffect(uncoverFocus, []);
  return (
    <button type="button" className="to-top" onClick={onClick}>
      {children} <span aria-hidden="true">↑</span>
    </button>
  );
}

/** Scrolls if the bar has just covered the row that has the focus. */
function uncoverFocus(): void {
  const row = document.activeElement?.closest('.list [data-index]');
  const { top, bottom } = row?.getBoundingClientRect() ?? { top: 0, bottom: 0 };
  const isCovered = top < window.innerHeight && bottom > roomInWindow();
  if (isCovered) row?.scrollIntoView({ block: 'nearest' });
}
