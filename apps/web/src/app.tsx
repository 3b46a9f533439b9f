import { useState } from 'react';
import { toggleLive } from './address/address.ts';
import { AddressProvider, useAddressBar } from './address/use-address.ts';
import { Header } from './frame/header.tsx';
import { KeyHelp } from './frame/key-help.tsx';
import { useKeys } from './frame/use-keys.ts';
import { LogsView } from './logs/logs-view.tsx';
import { OverviewView } from './overview/overview-view.tsx';

/** The page: the bar at the top and the view that the address names. */
export function App() {
  const bar = useAddressBar();
  const { navigate } = bar;
  const [helpIsOpen, setHelpIsOpen] = useState(false);
  useKeys({
    '?': () => setHelpIsOpen(true),
    t: () => navigate(toggleLive(bar.address)),
    'g o': () => navigate({ view: 'overview', record: '' }),
    'g l': () => navigate({ view: 'logs', record: '' }),
  });
  return (
    <AddressProvider value={bar}>
      <Header openHelp={() => setHelpIsOpen(true)} />
      {bar.address.view === 'overview' ? <OverviewView /> : <LogsView />}
      {helpIsOpen && <KeyHelp close={() => setHelpIsOpen(false)} />}
    </AddressProvider>
  );
}
