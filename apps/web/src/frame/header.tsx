import { toggleLive, type View } from '../address/address.ts';
import { Link } from '../address/link.tsx';
import { useAddress } from '../address/use-address.ts';
import { RefreshPicker } from '../refresh/refresh-picker.tsx';
import { TimePicker } from './time-picker.tsx';

/** Views and their names, in the order of the bar. */
const NAMES: readonly [View, string][] = [
  ['overview', 'Overview'],
  ['logs', 'Logs'],
  ['patterns', 'Patterns'],
  ['dead-letters', 'Dead letters'],
  ['ledger', 'Ledger'],
];

/** The name of a view. */
export function nameOf(view: View): string {
  return NAMES.find(([each]) => each === view)?.[1] ?? '';
}

/** Letters and the ledger are about all that was ever received. */
const WITHOUT_TIME: ReadonlySet<View> = new Set(['dead-letters', 'ledger']);

/** The bar at the top: views, time range, help. */
export function Header({ openHelp }: { openHelp: () => void }) {
  const { address, navigate } = useAddress();
  return (
    <header className="bar">
      <Link className="brand" to={{ view: 'overview', q: '', record: '' }}>
        Logwarren
      </Link>
      <nav aria-label="Views">
        {NAMES.map(([view, name]) => (
          <Link key={view} to={{ view, record: '' }} isCurrent={address.view === view}>
            {name}
          </Link>
        ))}
      </nav>
      <span className="grow" />
      {address.view === 'logs' && (
        <button
          type="button"
          className="quiet live-toggle"
          aria-pressed={address.live}
          title="Follow new records (t)"
          onClick={() => navigate(toggleLive(address))}
        >
          {address.live ? '●' : '○'} live
        </button>
      )}
      {!WITHOUT_TIME.has(address.view) && <TimePicker />}
      <RefreshPicker />
      <button type="button" className="quiet" aria-label="Keyboard help" title="Keyboard help (?)" onClick={openHelp}>
        ?
      </button>
    </header>
  );
}
