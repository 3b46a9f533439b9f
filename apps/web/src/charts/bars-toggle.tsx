import type { HistogramJson } from '@logwarren/api';
import { useState } from 'react';
import { totalOf } from '../api/severity-counts.ts';
import { useIsNarrow, useIsShort } from '../browser/use-media.ts';
import { exactCount, shortCount } from '../text/format-count.ts';

/** Whether records by time are shown, and how. */
interface BarsChoice {
  isShown: boolean;
  /** The screen is small: the bars can be put away. */
  isSmall: boolean;
  toggle: () => void;
}

/** Small screens can put the bars away; those with room for few lines show them when asked to. */
export function useBarsChoice(): BarsChoice {
  const [isNarrow, isShort] = [useIsNarrow(), useIsShort()];
  const [wanted, setWanted] = useState<boolean>();
  const isSmall = isNarrow || isShort;
  const isShown = !isSmall || (wanted ?? !isShort);
  return { isSmall, isShown, toggle: () => setWanted(!isShown) };
}

/** Shows the bars of a small screen and puts them away. It says how many records there are, with the bars or without them. */
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
