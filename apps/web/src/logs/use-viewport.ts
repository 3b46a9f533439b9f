import { type RefObject, useLayoutEffect, useRef, useState } from 'react';

/** The visible part of a scrolled box: how far down it begins, and its height; px. */
export interface Viewport {
  top: number;
  height: number;
}

/**
 * Follows what is visible of a scrolled box.
 *
 * @param rowsAbove rows that were put before the others so far: with more of them, the box scrolls on to what it shows
 */
export function useViewport(box: RefObject<HTMLElement | null>, rowsAbove: number, rowHeight: number): Viewport {
  const [viewport, setViewport] = useState({ top: 0, height: 0 });
  const [known, setKnown] = useState(rowsAbove);
  const scrolled = useRef(rowsAbove);
  // Before anything is drawn, or the rows in sight would be replaced by others for a moment, and the focus lost.
  if (known !== rowsAbove) {
    setKnown(rowsAbove);
    setViewport({ ...viewport, top: viewport.top + (rowsAbove - known) * rowHeight });
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows of another height are no more rows
  useLayoutEffect(() => {
    const element = box.current;
    if (element !== null) element.scrollTop += (rowsAbove - scrolled.current) * rowHeight;
    scrolled.current = rowsAbove;
  }, [box, rowsAbove]);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const read = () => setViewport({ top: element.scrollTop, height: element.clientHeight });
    read();
    const observer = new ResizeObserver(read);
    observer.observe(element);
    element.addEventListener('scroll', read, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', read);
    };
  }, [box]);
  return viewport;
}
