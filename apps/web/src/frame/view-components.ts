import { type ComponentType, lazy } from 'react';
import type { View } from '../address/views.ts';
import { LogsView } from '../logs/logs-view.tsx';
import { OverviewView } from '../overview/overview-view.tsx';

/** How a view is shown: by a component of the page's first script, or by one that is loaded when the view is opened. */
type Source = { component: ComponentType } | { load: () => Promise<{ default: ComponentType }> };

const SOURCES: Readonly<Record<View, Source>> = {
  overview: { component: OverviewView },
  logs: { component: LogsView },
  // Most visits never see the others.
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

/** A component that loads its file anew: React remembers a file that could not be loaded as one that never can be. */
export function freshComponent(view: View): ComponentType {
  const source = SOURCES[view];
  return 'load' in source ? lazy(source.load) : source.component;
}
