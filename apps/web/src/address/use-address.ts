import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import { VIEWS } from '../views/all-views.ts';
import { type Address, formatAddress, parseAddress } from './address.ts';

/** Changes the address; `replace` adds no step to the history, `isZoom` marks a step that a double click takes back. */
type Navigate = (change: Partial<Address>, options?: { replace?: boolean; isZoom?: boolean }) => void;

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

/**
 * Follows the address bar; for the provider's value. In a view that shows everything, the query is the last one used:
 * such an address has no query of its own, and links to the records lead back to that query.
 */
export function useAddressBar(): AddressContext {
  const search = useSyncExternalStore(subscribe, () => window.location.search);
  const lastQuery = useRef('');
  const address = useMemo(() => withQuery(parseAddress(search), lastQuery.current), [search]);
  useEffect(() => {
    lastQuery.current = address.q;
    // A query that a view ignores must not look as if it did something.
    const isIgnored = !VIEWS[address.view].takesQuery && new URLSearchParams(window.location.search).has('q');
    if (isIgnored) window.history.replaceState(window.history.state, '', formatAddress(address));
  }, [address]);
  const navigate = useCallback<Navigate>((change, { replace = false, isZoom = false } = {}) => {
    const target = formatAddress({
      ...withQuery(parseAddress(window.location.search), lastQuery.current),
      ...change,
    });
    if (change.q !== undefined) lastQuery.current = change.q;
    if (target === window.location.pathname + window.location.search) return;
    if (replace) window.history.replaceState(window.history.state, '', target);
    else window.history.pushState({ isZoom }, '', target);
    window.dispatchEvent(new PopStateEvent('popstate'));
  }, []);
  return useMemo(() => ({ address, navigate }), [address, navigate]);
}

function withQuery(address: Address, lastQuery: string): Address {
  return VIEWS[address.view].takesQuery ? address : { ...address, q: lastQuery };
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
