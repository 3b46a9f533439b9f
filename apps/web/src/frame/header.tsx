import { useAddress } from '../address/use-address.ts';
import { TimePicker } from './time-picker.tsx';

/** The bar at the top: views, time range, help. */
export function Header({ openHelp }: { openHelp: () => void }) {
  const { address } = useAddress();
  return (
    <header className="bar">
      <a className="brand" href="/">
        Logwarren
      </a>
      <span className="grow" />
      <TimePicker key={`${address.from} ${address.to}`} />
      <button type="button" className="quiet" aria-label="Keyboard help" title="Keyboard help (?)" onClick={openHelp}>
        ?
      </button>
    </header>
  );
}
