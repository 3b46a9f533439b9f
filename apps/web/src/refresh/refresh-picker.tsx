import { useIsNarrow } from '../browser/use-media.ts';
import { Popover } from '../elements/popover.tsx';
import { localTime } from '../text/format-time.ts';
import { type Freshness, INTERVALS, useRefreshChoice } from './refresh.ts';

/** Shows how old the view is, and lets the reader refresh it or choose how often that happens. */
export function RefreshPicker() {
  const { freshness } = useRefreshChoice();
  const isNarrow = useIsNarrow();
  if (freshness === undefined) return null;
  const { pause, refresh } = freshness;
  if (isNarrow) return <RefreshPanel {...freshness} />;
  return (
    <span className="refresh">
      <AsOf asOfMs={freshness.asOfMs} />
      <button type="button" className="quiet" aria-label="Refresh now" title="Refresh now (r)" onClick={refresh}>
        ↻
      </button>
      <IntervalChoice />
      <Pause pause={pause} />
    </span>
  );
}

/** The same behind one button, which shows hours and minutes: a phone's bar has no room for more. */
function RefreshPanel({ asOfMs, pause, refresh }: Freshness) {
  const button = (
    <>
      <span aria-hidden="true">↻</span> <span className="unseen">Refresh, as of </span>
      {asOfMs === undefined ? '…' : <Moment ms={asOfMs} letters={5} />}
    </>
  );
  return (
    <Popover
      button={button}
      label="Refresh"
      className="refresh"
      title="How old the view is, and how often it is refreshed"
    >
      {(close) => (
        <div className="refresh-panel">
          <AsOf asOfMs={asOfMs} />
          <button
            type="button"
            onClick={() => {
              close();
              refresh();
            }}
          >
            Refresh now
          </button>
          <span>
            every <IntervalChoice />
          </span>
          <Pause pause={pause} />
        </div>
      )}
    </Popover>
  );
}

function AsOf({ asOfMs }: { asOfMs: number | undefined }) {
  if (asOfMs === undefined) return null;
  return (
    <span className="refresh-as-of" title={`What is shown is as of ${localTime(new Date(asOfMs))}`}>
      <span className="hint">as of</span> <Moment ms={asOfMs} letters={8} />
    </span>
  );
}

/** A time of the day, `22:11` or `22:11:57`. */
function Moment({ ms, letters }: { ms: number; letters: 5 | 8 }) {
  const moment = new Date(ms);
  return <time dateTime={moment.toISOString()}>{localTime(moment).slice(11, 11 + letters)}</time>;
}

/** Lets the reader choose how often the view is refreshed. */
function IntervalChoice() {
  const { intervalMs, choose } = useRefreshChoice();
  return (
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
  );
}

/** Says that the view is not being refreshed. */
function Pause({ pause }: { pause: string | undefined }) {
  const { intervalMs } = useRefreshChoice();
  if (pause === undefined || intervalMs === 0) return null;
  return (
    <span className="hint" title={`Not refreshed by itself now: ${pause}`}>
      paused
    </span>
  );
}
