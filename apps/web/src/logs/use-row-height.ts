import { useCallback, useSyncExternalStore } from 'react';

/** Narrow screens show a record in two lines; the style sheet has the same numbers. */
const NARROW = '(max-width: 720px)';
const TOUCH = '(pointer: coarse)';
/** A row is pressed to open it: at least 24 px, more for a finger (WCAG 2.5.8). */
const ROW_PX = 24;
const TOUCH_ROW_PX = 36;
const NARROW_ROW_PX = 44;

/** Height of a row of the list, px. */
export function useRowHeight(): number {
  const isTouched = useMedia(TOUCH);
  if (useIsNarrow()) return NARROW_ROW_PX;
  return isTouched ? TOUCH_ROW_PX : ROW_PX;
}

/** Whether the screen is a phone's. */
export function useIsNarrow(): boolean {
  return useMedia(NARROW);
}

function useMedia(media: string): boolean {
  const subscribe = useCallback(
    (notify: () => void) => {
      const query = window.matchMedia(media);
      query.addEventListener('change', notify);
      return () => query.removeEventListener('change', notify);
    },
    [media],
  );
  return useSyncExternalStore(subscribe, () => window.matchMedia(media).matches);
}
