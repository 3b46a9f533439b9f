import type { HistogramJson } from '@logwarren/api';
import { useState } from 'react';
import { totalOf } from '../api/severity-counts.ts';
import { useIsNarrow, useIsShort } from '../browser/use-media.ts';
import { exactCount, shortCount } from '../text/format-count.ts';

/** Whether records by time are shown, and how. */
interface BarsChoice {
  isShown: boolean;
  /** The screen is small: the bars can be hidden. */
  isSmall: boolean;
  toggle: () => void;
}

/** Small screens can hide the bars; those with room for only a few lines show them on request. */
export function useBarsChoice(): BarsChoice {
  const [isNarrow, isShort] = [useIsNarrow(), useIsShort()];
  const [wanted, setWanted] = useState<boolean>();
  const isSmall = isNarrow || isShort;
  const isShown = !isSmall || (wanted ?? !isShort);
  return { isSmall, isShown, toggle: () => setWanted(!isShown) };
}

/** Shows and hides the bars on a small screen. It always shows the number of records. */
export function BarsToggle({ choice, histogram }: { choice: BarsChoice; histogram: HistogramJson | undefined }) {
  if (!choice.isSmall) return null;
  const total = histogram?.bins.reduce((sum, { counts }) => sum + totalOf(counts), 0);
  const mark = histogram?.complete ? '' : '≥\u2009';
  const title = `${choice.isShown ? 'Hide' : 'Show'} records by time`;
  return (
    <button
      type="button"
      aria-expanded={choice.isShown}
      title={total === undefined ? title : `${mark}${exactCount(total)}. ${title}`}
      onClick={choice.toggle}
    >
      {total === undefined ? (
        'Chart'
      ) : (
        <>
          {mark}
          {shortCount(total)} {total === 1 ? 'record' : 'records'}
        </>
      )}{' '}
      <span aria-hidden="true">{choice.isShown ? '▴' : '▾'}</span>
    </button>
  );
}
