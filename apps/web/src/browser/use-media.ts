import { useCallback, useSyncExternalStore } from 'react';

/**
 * Sizes of screens, as the style sheet has them too. In em, which media queries take for the text size set in the browser: a
 * reader with larger letters gets the layout of a smaller screen.
 */
const NARROW = '(max-width: 45em)';
const SHORT = '(max-height: 30em)';

/** Whether the screen is a phone's, or as narrow as one at high zoom. */
export function useIsNarrow(): boolean {
  return useMedia(NARROW);
}

/** Whether the screen has room for few lines: a phone held across, or any screen at high zoom. */
export function useIsShort(): boolean {
  return useMedia(SHORT);
}

/** Whether a media query holds at present. */
export function useMedia(media: string): boolean {
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

/** Size of the letters that 1 rem stands for, px: 16, or what the reader has set in the browser. */
export function remPx(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
}
