import { type ComponentType, lazy, Suspense, useMemo, useState } from 'react';
import type { View } from '../address/address.ts';
import { LogsView } from '../logs/logs-view.tsx';
import { OverviewView } from '../overview/overview-view.tsx';
import { Crash, Fault } from './crash.tsx';
import { nameOf } from './header.tsx';

// Views that most visits never see come when they are opened.
const LATER = {
  patterns: () => import('../patterns/patterns-view.tsx').then((file) => ({ default: file.PatternsView })),
  'dead-letters': () =>
    import('../dead-letters/dead-letters-view.tsx').then((file) => ({ default: file.DeadLettersView })),
  ledger: () => import('../ledger/ledger-view.tsx').then((file) => ({ default: file.LedgerView })),
};

const COMPONENTS: Readonly<Record<View, ComponentType>> = {
  overview: OverviewView,
  logs: LogsView,
  patterns: lazy(LATER.patterns),
  'dead-letters': lazy(LATER['dead-letters']),
  ledger: lazy(LATER.ledger),
};

/**
 * The view that the address names. A fault in it stays in it: the bar at the top remains, and so do the other views.
 *
 * Give it the view as its `key`, so that another view begins without the fault of this one.
 */
export function ViewFrame({ view }: { view: View }) {
  const [attempt, setAttempt] = useState(0);
  // React remembers a file that could not be loaded as one that never can be: another attempt loads it anew.
  const Component = useMemo(() => (attempt === 0 ? COMPONENTS[view] : freshComponent(view)), [view, attempt]);
  const again = () => setAttempt((before) => before + 1);
  return (
    <Crash key={attempt} show={(message) => <ViewFault message={message} again={again} />}>
      <Suspense fallback={<Loading view={view} />}>
        <Component />
      </Suspense>
    </Crash>
  );
}

/** Takes the place of a view while its file is loading. */
function Loading({ view }: { view: View }) {
  return (
    <main className="loading" aria-busy="true">
      <h1 className="unseen">{nameOf(view)}</h1>
    </main>
  );
}

function freshComponent(view: View): ComponentType {
  return view === 'overview' || view === 'logs' ? COMPONENTS[view] : lazy(LATER[view]);
}

function ViewFault({ message, again }: { message: string; again: () => void }) {
  return (
    <Fault title="This view has a fault" message={message} advice="The other views and the API are not concerned.">
      <button type="button" onClick={again}>
        Try again
      </button>
      <button type="button" onClick={() => window.location.reload()}>
        Load the page again
      </button>
    </Fault>
  );
}
