import { ToTopButton } from '../list/newer-bar.tsx';
import { exactCount } from '../text/format-count.ts';
import type { LiveTail } from './use-live-tail.ts';

interface LiveBarProps {
  tail: LiveTail;
  /** Shows the records that are waiting. */
  goToTop: () => void;
}

/** The state of the tail, in a line above the list. */
export function LiveBar({ tail: { state, rate, waiting }, goToTop }: LiveBarProps) {
  return (
    <div className="live-bar" role="status" data-state={state}>
      <span className="live-dot" aria-hidden="true" />
      <span>{describe(state)}</span>
      {state === 'live' && <span className="hint">{rate < 10 ? rate.toFixed(1) : Math.round(rate)} records/s</span>}
      <span className="grow" />
      {waiting > 0 && <ToTopButton onClick={goToTop}>{exactCount(waiting)} new</ToTopButton>}
    </div>
  );
}

function describe(state: LiveTail['state']): string {
  switch (state) {
    case 'live':
      return 'live';
    case 'away':
      return 'RabbitMQ is away: new records come when it is back. Searching works.';
    case 'refused':
      return 'The search service does not let this page follow; too many may follow already.';
    default:
      return 'connecting …';
  }
}
