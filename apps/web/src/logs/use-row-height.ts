import { useSyncExternalStore } from 'react';

/** Narrow screens show a record in two lines; the style sheet has the same numbers. */
const NARROW = '(max-width: 720px)';
const ROW_PX = 22;
const NARROW_ROW_PX = 44;

/** Height of a row of the list, px. */
export function useRowHeight(): number {
  return useIsNarrow() ? NARROW_ROW_PX : ROW_PX;
}

/** Whether the screen is a phone's. */
export function useIsNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => window.matchMedia(NARROW).matches);
}

function subscribe(notify: () => void): () => void {
  const query = window.matchMedia(NARROW);
  query.addEventListener('change', notify);
  return () => query.removeEventListener('change', notify);
}
