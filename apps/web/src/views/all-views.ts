/** Facts about a view that the page needs before it shows it. */
interface ViewFacts {
  /** In the bar at the top and in the title. */
  name: string;
  /** The letter that opens it, after `g`. */
  key: string;
  /** In the list of keys. */
  help: string;
  /** It shows the matches of a query; the others show everything, and their addresses have no query. */
  takesQuery: boolean;
  /** It shows a range of time; the others cover everything ever received. */
  hasTimeRange: boolean;
}

/**
 * The views of the page, in the order of the bar: the one place where a view is added. The compiler then asks for its
 * component in `frame/view-components.ts`. The components cannot be listed here, because every view imports this room.
 */
export const VIEWS = {
  overview: { name: 'Overview', key: 'o', help: 'overview', takesQuery: false, hasTimeRange: true },
  logs: { name: 'Logs', key: 'l', help: 'logs', takesQuery: true, hasTimeRange: true },
  patterns: { name: 'Patterns', key: 'p', help: 'patterns', takesQuery: true, hasTimeRange: true },
  'dead-letters': { name: 'Dead letters', key: 'd', help: 'dead letters', takesQuery: false, hasTimeRange: false },
  ledger: {
    name: 'Ledger',
    key: 'a',
    help: 'ledger: every record accounted for',
    takesQuery: false,
    hasTimeRange: false,
  },
} as const satisfies Record<string, ViewFacts>;

/** The name of a view in the address. */
export type View = keyof typeof VIEWS;

/** All views, in the order of the bar. */
export const VIEW_NAMES = Object.keys(VIEWS) as readonly View[];
