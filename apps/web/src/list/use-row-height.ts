import { remPx, useIsNarrow, useMedia } from '../browser/use-media.ts';

const TOUCH = '(pointer: coarse)';
/**
 * Heights in rem; the style sheet has the same numbers. A row is pressed to open it: at least 24 px, more for a finger
 * (WCAG 2.5.8). Narrow screens show a record in two lines.
 */
const ROW = 1.5;
const TOUCH_ROW = 2.25;
const NARROW_ROW = 2.75;

/** Height of a row of the list, px. */
export function useRowHeight(): number {
  const isTouched = useMedia(TOUCH);
  const isNarrow = useIsNarrow();
  return (isNarrow ? NARROW_ROW : isTouched ? TOUCH_ROW : ROW) * remPx();
}
