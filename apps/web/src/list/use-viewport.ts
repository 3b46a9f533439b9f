import { type RefObject, useLayoutEffect, useRef, useState } from 'react';
import { scrollBoxBy, visiblePart } from './scroll-box.ts';

/** The part of the records in sight: how far down it begins, and how high it is; px. */
interface Viewport {
  top: number;
  height: number;
}

/**
 * Follows which records are in sight.
 *
 * @param rowsAbove rows that were added above the others so far: when it grows, the box scrolls with the records it
 * shows
 */
export function useViewport(box: RefObject<HTMLElement | null>, rowsAbove: number, rowHeight: number): Viewport {
  const [viewport, setViewport] = useState({ top: 0, height: 0 });
  const [known, setKnown] = useState(rowsAbove);
  const scrolled = useRef(rowsAbove);
  // Before drawing: otherwise other rows would take the place of those in sight for a moment, and the focus would be
  // lost.
  if (known !== rowsAbove) {
    setKnown(rowsAbove);
    setViewport({ ...viewport, top: viewport.top + (rowsAbove - known) * rowHeight });
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows of another height are no more rows
  useLayoutEffect(() => {
    const element = box.current;
    const px = (rowsAbove - scrolled.current) * rowHeight;
    if (element !== null && px !== 0) scrollBoxBy(element, px);
    scrolled.current = rowsAbove;
  }, [box, rowsAbove]);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const read = () => setViewport(visiblePart(element));
    read();
    const observer = new ResizeObserver(read);
    observer.observe(element);
    // Either the box scrolls or the document does.
    const options = { capture: true, passive: true } as const;
    document.addEventListener('scroll', read, options);
    window.addEventListener('resize', read);
    return () => {
      observer.disconnect();
      document.removeEventListener('scroll', read, options);
      window.removeEventListener('resize', read);
    };
  }, [box]);
  return viewport;
}
