import type { Count } from '../api/log-record.ts';
import { exactCount, shortCount } from './format-count.ts';

/** A count as it is shown: `1,204`, `≥ 1,204` when there may be more, `1,204 ± 310` when it is an estimate. */
export function CountText({ count, error }: Count) {
  return (
    <span title={longCount({ count, error })}>
      {error === null && '≥\u2009'}
      {shortCount(count)}
      {error !== null && error > 0 && <span className="count-error"> ±{shortCount(error)}</span>}
    </span>
  );
}

function longCount({ count, error }: Count): string {
  if (error === null) return `at least ${exactCount(count)}: the time was up`;
  if (error === 0) return exactCount(count);
  return `estimated: ${exactCount(count)} ± ${exactCount(error)}, in 95 of 100 cases`;
}
