import { type ComponentType, lazy } from 'react';
import { LogsView } from '../logs/logs-view.tsx';
import { OverviewView } from '../overview/overview-view.tsx';
import type { View } from '../views/all-views.ts';

/** The entry in which the browser keeps the time of the last reload. */
const LOADED_AGAIN_KEY = 'logwarren-loaded-again-at';
/** A failure this soon after a reload has another cause, ms. */
const SOON_MS = 30_000;

/** How a view is shown: by a component of the first script, or by one that is loaded when the view is opened. */
type Source = { component: ComponentType } | { load: () => Promise<{ default: ComponentType }> };

const SOURCES: Readonly<Record<View, Source>> = {
  overview: { component: OverviewView },
  logs: { component: LogsView },
  // Most visits never open the others.
  patterns: {
    async load() {
      const { PatternsView } = await import('../patterns/patterns-view.tsx');
      return { default: PatternsView };
    },
  },
  'dead-letters': {
    async load() {
      const { DeadLettersView } = await import('../dead-letters/dead-letters-view.tsx');
      return { default: DeadLettersView };
    },
  },
  ledger: {
    async load() {
      const { LedgerView } = await import('../ledger/ledger-view.tsx');
      return { default: LedgerView };
    },
  },
};

/** The component of each view. */
export const VIEW_COMPONENTS = Object.fromEntries(
  Object.keys(SOURCES).map((view) => [view, freshComponent(view as View)]),
) as Readonly<Record<View, ComponentType>>;

/** A component that loads its file again: React remembers a file that failed to load and never tries it again. */
export function freshComponent(view: View): ComponentType {
  const source = SOURCES[view];
  return 'load' in source ? lazy(source.load) : source.component;
}

/** A page from before an update lacks the files of views that were not opened yet; then this loads the new page. */
export function loadAgainAfterUpdate(): void {
  window.addEventListener('vite:preloadError', (event) => {
    const last = Number(sessionStorage.getItem(LOADED_AGAIN_KEY) ?? 0);
    // The distance either way: a clock that was set back must not block reloading for that long.
    if (Math.abs(Date.now() - last) < SOON_MS) return;
    event.preventDefault();
    sessionStorage.setItem(LOADED_AGAIN_KEY, String(Date.now()));
    window.location.reload();
  });
}
