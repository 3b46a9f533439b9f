import { useCallback, useSyncExternalStore } from 'react';

/**
 * Screen sizes, as in the style sheet. They are in em, which in media queries is the text size set in the browser: a
 * reader with larger letters gets the layout of a smaller screen.
 */
const NARROW = '(max-width: 45em)';
const SHORT = '(max-height: 30em)';

/** Whether the screen is a phone's, or as narrow as one because of high zoom. */
export function useIsNarrow(): boolean {
  return useMedia(NARROW);
}

/** Whether the screen has room for only a few lines: a phone in landscape, or any screen at high zoom. */
export function useIsShort(): boolean {
  return useMedia(SHORT);
}

/** Whether a media query matches at present. */
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

/** The size of 1 rem, px: 16, or what the reader has set in the browser. */
export function remPx(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
}
