import { toggleLive } from '../address/address.ts';
import { Link } from '../address/link.tsx';
import { useAddress } from '../address/use-address.ts';
import { RefreshPicker } from '../refresh/refresh-picker.tsx';
import { TimePicker } from '../time/time-picker.tsx';
import { VIEW_NAMES, VIEWS } from '../views/all-views.ts';

/** The bar at the top: views, time range, help. */
export function Header({ openHelp }: { openHelp: () => void }) {
  const { address, navigate } = useAddress();
  return (
    <header className="bar">
      <Link className="brand" to={{ view: 'overview', q: '', record: '' }}>
        Logwarren
      </Link>
      <nav aria-label="Views">
        {VIEW_NAMES.map((view) => (
          <Link key={view} to={{ view, record: '' }} isCurrent={address.view === view}>
            {VIEWS[view].name}
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
      {VIEWS[address.view].hasTimeRange && <TimePicker />}
      <RefreshPicker />
      <button type="button" className="quiet" aria-label="Keyboard help" title="Keyboard help (?)" onClick={openHelp}>
        ?
      </button>
    </header>
  );
}
