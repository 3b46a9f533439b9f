import { toggleLive } from '../address/address.ts';
import { Link } from '../address/link.tsx';
import { useAddress } from '../address/use-address.ts';
import { TimePicker } from './time-picker.tsx';

/** The bar at the top: views, time range, help. */
export function Header({ openHelp }: { openHelp: () => void }) {
  const { address, navigate } = useAddress();
  return (
    <header className="bar">
      <Link className="brand" to={{ view: 'overview', q: '', record: '' }}>
        Logwarren
      </Link>
      <nav aria-label="Views">
        <Link to={{ view: 'overview', record: '' }} isCurrent={address.view === 'overview'}>
          Overview
        </Link>
        <Link to={{ view: 'logs', record: '' }} isCurrent={address.view === 'logs'}>
          Logs
        </Link>
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
      <TimePicker key={`${address.from} ${address.to}`} />
      <button type="button" className="quiet" aria-label="Keyboard help" title="Keyboard help (?)" onClick={openHelp}>
        ?
      </button>
    </header>
  );
}
