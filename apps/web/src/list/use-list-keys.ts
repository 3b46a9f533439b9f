import { type RefObject, useLayoutEffect, useRef, useState } from 'react';
import { useKeys } from '../browser/use-keys.ts';
import type { RowLayout } from './row-layout.ts';
import { bringIntoSight } from './scroll-box.ts';

interface ListKeysOptions {
  scroller: RefObject<HTMLDivElement | null>;
  layout: RowLayout;
  rowHeight: number;
  count: number;
  openIndex: number;
  /** Rows that were added above the others so far. */
  rowsAbove: number;
  /** Goes to the newest record if it is not in the list; undefined when the list begins with it. */
  goToTop: (() => void) | undefined;
  toggle: (index: number) => void;
  close: () => void;
}

/**
 * Moves through the list by keys. The chosen row has the focus and is in sight.
 *
 * @returns the index of the row; -1 before the first key
 */
export function useListKeys(options: ListKeysOptions): { selected: number; select: (index: number) => void } {
  const { scroller, layout, rowHeight, count, openIndex, rowsAbove, goToTop, toggle, close } = options;
  const [selected, setSelected] = useState(-1);
  const [known, setKnown] = useState(rowsAbove);
  if (known !== rowsAbove) {
    setKnown(rowsAbove);
    if (selected !== -1) setSelected(selected + rowsAbove - known);
  }
  /** The row gets the focus once it is drawn; a distant row is drawn only after the list has scrolled. */
  const isChosen = useRef(false);
  const select = (index: number) => {
    const target = Math.max(0, Math.min(index, count - 1));
    const box = scroller.current;
    if (count === 0 || box === null) return;
    setSelected(target);
    isChosen.current = true;
    bringIntoSight(box, layout.topOf(target), rowHeight);
  };
  const current = selected === -1 ? openIndex : selected;
  useKeys({
    j: () => select(current + 1),
    arrowdown: () => select(current + 1),
    k: () => select(current - 1),
    arrowup: () => select(current - 1),
    'g g': goToTop ?? (() => select(0)),
    'shift+g': () => select(count - 1),
    enter: () => toggle(Math.max(0, current)),
    escape: close,
  });
  useLayoutEffect(() => {
    if (!isChosen.current) return;
    const row = scroller.current?.querySelector<HTMLElement>(`[data-index="${selected}"]`);
    row?.focus({ preventScroll: true });
    isChosen.current = row === undefined || row === null;
  });
  return { selected, select: setSelected };
}
