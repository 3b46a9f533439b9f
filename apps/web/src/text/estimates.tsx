import type { CountJson } from '@logwarren/api';
import { intervalText } from '@logwarren/contract/interval-text';
import { useState } from 'react';
import { countOf, exactCount, shortCount } from './format-count.ts';

/** Counts that may be estimates, and the notes beside them. */

/**
 * A count as it is shown: `1,204`, `≥ 1,204` when there may be more, `1,204 ± 310` when it is an estimate, and `1,204
 * (17–4,400)` when the estimate may be off much further to one side than to the other.
 */
export function CountText(count: CountJson) {
  const { error } = count;
  return (
    <span title={longCount(count)}>
      {error === null && '≥\u2009'}
      {shortCount(count.count)}
      {error !== null && error > 0 && <span className="count-error"> {intervalText(count, error, shortCount)}</span>}
    </span>
  );
}

function longCount({ count, error, low, high }: CountJson): string {
  if (error === null) return `at least ${exactCount(count)}: the time was up`;
  if (error === 0) return exactCount(count);
  const interval =
    low === undefined || high === undefined ? `± ${exactCount(error)}` : `${exactCount(low)} to ${exactCount(high)}`;
  return `estimated: ${exactCount(count)}; ${interval} in 95 of 100 cases`;
}

/** Beside estimates: a value with fewer records than this may be missing from the list. */
export function MayMiss({ mayMiss, what }: { mayMiss: number | null; what: string }) {
  if (mayMiss === null || mayMiss === 0) return null;
  const title = 'Rare ones that are spread over many places are mostly found, those that come in one heap mostly not.';
  return (
    <span className="hint" title={title}>
      {what} with fewer than about {countOf(mayMiss, 'record', shortCount)} may be missing
    </span>
  );
}

/** Whether the reader has asked to have a search counted exactly. */
export interface ExactCount {
  isAsked: boolean;
  /** Counts every record of this search. */
  ask: () => void;
}

/**
 * Holds for one search only: another one is estimated first.
 *
 * @param filter parameters that choose its records
 */
export function useExactCount(filter: string): ExactCount {
  const [askedFor, setAskedFor] = useState<string>();
  return { isAsked: askedFor === filter, ask: () => setAskedFor(filter) };
}

/** Beside estimates: counts every record, which may take a minute. */
export function CountExactly({ exact, isLoading }: { exact: ExactCount; isLoading: boolean }) {
  if (exact.isAsked && isLoading) return <span className="hint">counting …</span>;
  if (exact.isAsked) return <span className="hint">too many to count; narrow the search</span>;
  return (
    <button type="button" className="count-exactly quiet" title="May take a minute" onClick={exact.ask}>
      count exactly
    </button>
  );
}
