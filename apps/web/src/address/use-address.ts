import { createContext, useCallback, useContext, useMemo, useSyncExternalStore } from 'react';
import { type Address, formatAddress, parseAddress } from './address.ts';

/** Changes the address; `replace` leaves no step to come back to, `isZoom` marks one that a double click takes back. */
export type Navigate = (change: Partial<Address>, options?: { replace?: boolean; isZoom?: boolean }) => void;

interface AddressContext {
  address: Address;
  navigate: Navigate;
}

const Context = createContext<AddressContext | undefined>(undefined);

/** Gives the address to the components below. */
export const AddressProvider = Context.Provider;

/** The address and how to change it. */
export function useAddress(): AddressContext {
  const context = useContext(Context);
  if (context === undefined) throw new Error('BUG: useAddress outside of AddressProvider');
  return context;
}

/** Follows the address bar; for the provider's value. */
export function useAddressBar(): AddressContext {
  const search = useSyncExternalStore(subscribe, () => window.location.search);
  const address = useMemo(() => parseAddress(search), [search]);
  const navigate = useCallback<Navigate>((change, { replace = false, isZoom = false } = {}) => {
    const target = formatAddress({ ...parseAddress(window.location.search), ...change });
    if (target === window.location.pathname + window.location.search) return;
    if (replace) window.history.replaceState(window.history.state, '', target);
    else window.history.pushState({ isZoom }, '', target);
    window.dispatchEvent(new PopStateEvent('popstate'));
  }, []);
  return useMemo(() => ({ address, navigate }), [address, navigate]);
}

/** Whether the reader got here by zooming in, so that going back zooms out. */
export function cameByZoom(): boolean {
  const state = window.history.state as { isZoom?: boolean } | null;
  return state?.isZoom === true;
}

function subscribe(notify: () => void): () => void {
  window.addEventListener('popstate', notify);
  return () => window.removeEventListener('popstate', notify);
}
