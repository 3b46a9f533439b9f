import { useEffect, useState } from 'react';
import { flushSync } from 'react-dom';
import { pageTitle, toggleLive, unknownViewIn } from './address/address.ts';
import { AddressProvider, useAddressBar } from './address/use-address.ts';
import { useCopiedLines } from './browser/copied-lines.ts';
import { useKeptFocus } from './browser/use-kept-focus.ts';
import { useKeys } from './browser/use-keys.ts';
import { Header } from './frame/header.tsx';
import { KeyHelp } from './frame/key-help.tsx';
import { UnknownView, ViewFrame } from './frame/view-frame.tsx';
import { RefreshProvider, useRefreshState } from './refresh/refresh.ts';
import { VIEW_NAMES, VIEWS, type View } from './views/all-views.ts';

/** The page: the bar at the top and the view that the address names. */
export function App() {
  const bar = useAddressBar();
  const refresh = useRefreshState();
  const { navigate } = bar;
  const [helpIsOpen, setHelpIsOpen] = useState(false);
  useKeptFocus();
  useCopiedLines();
  const title = pageTitle(bar.address);
  useEffect(() => {
    document.title = title;
  }, [title]);
  useKeys({
    '/': () => {
      if (queryInput() === null) flushSync(() => navigate({ view: 'logs', record: '' }));
      const input = queryInput();
      input?.focus();
      // Puts the caret at the end with nothing selected: the next letter adds to the query.
      input?.setSelectionRange(input.value.length, input.value.length);
    },
    '?': () => setHelpIsOpen(true),
    x: excludeFocused,
    t: () => navigate(toggleLive(bar.address)),
    ...viewKeys(navigate),
  });
  return (
    <AddressProvider value={bar}>
      <RefreshProvider value={refresh}>
        <Header openHelp={() => setHelpIsOpen(true)} />
        <UnknownView asked={unknownViewIn(window.location.search)} shown={bar.address.view} />
        <ViewFrame key={bar.address.view} view={bar.address.view} />
        {helpIsOpen && <KeyHelp close={() => setHelpIsOpen(false)} />}
      </RefreshProvider>
    </AddressProvider>
  );
}

/** For each view, `g` and its letter. */
function viewKeys(navigate: (change: { view: View; record: string }) => void): Record<string, () => void> {
  return Object.fromEntries(VIEW_NAMES.map((view) => [`g ${VIEWS[view].key}`, () => navigate({ view, record: '' })]));
}

function queryInput(): HTMLInputElement | null {
  return document.querySelector('.query-input');
}

/** Excludes the value that has the focus, among the facets or in an open record. */
function excludeFocused(): void {
  const place = document.activeElement?.closest('.facet-value, .fields tr');
  place?.querySelector<HTMLElement>('[data-excludes]')?.click();
}
