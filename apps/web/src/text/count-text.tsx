import type { CountJson } from '@logwarren/api';
import { intervalText } from '@logwarren/contract/interval-text';
import { exactCount, shortCount } from './format-count.ts';

/**
 * A count as it is shown: `1,204`, `≥ 1,204` when there may be more, `1,204 ± 310` when it is an estimate, and
 * `1,204 (17–4,400)` when it is one that may be off to one side far more than to the other.
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
