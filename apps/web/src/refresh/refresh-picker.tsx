import { localTime } from '../record/format-time.ts';
import { INTERVALS, useRefreshChoice } from './refresh.ts';

/** Says how old the view is, and lets the reader choose how often it is refreshed, or do so now. */
export function RefreshPicker() {
  const { intervalMs, choose, freshness } = useRefreshChoice();
  if (freshness === undefined) return null;
  const { asOfMs, pause, refresh } = freshness;
  const asOf = asOfMs === undefined ? undefined : localTime(new Date(asOfMs));
  return (
    <span className="refresh">
      {asOf !== undefined && (
        <span className="refresh-as-of" title={`What is shown is as of ${asOf}`}>
          <span className="hint">as of</span> <time>{asOf.slice(11)}</time>
        </span>
      )}
      <button type="button" className="quiet" aria-label="Refresh now" title="Refresh now (r)" onClick={refresh}>
        ↻
      </button>
      <select
        className="quiet"
        aria-label="Refresh by itself"
        title="How often the view is refreshed"
        value={intervalMs}
        onChange={(event) => choose(Number(event.target.value))}
      >
        {INTERVALS.map(([ms, name]) => (
          <option key={ms} value={ms}>
            {name}
          </option>
        ))}
      </select>
      {pause !== undefined && intervalMs > 0 && (
        <span className="hint" title={`Not refreshed by itself now: ${pause}`}>
          paused
        </span>
      )}
    </span>
  );
}
