import type { RecordJson } from '@logwarren/api';
import { shortened, visibleText } from '../text/visible-text.ts';
import { VIEW_NAMES, VIEWS, type View } from '../views/all-views.ts';

/** Where the reader is in the page. The address bar holds all of it, so a view can be sent to a colleague. */
export interface Address {
  view: View;
  /** The query as it is written. */
  q: string;
  /** Start of the time range as the API accepts it, an age (`15m`) or a time; '' for no limit. */
  from: string;
  /** End of the time range; '' for now. */
  to: string;
  /** Id of the record that is open; '' for none. */
  record: string;
  /** Whether new records are followed as they arrive. */
  live: boolean;
}

/** The range of a reader who has not chosen one. */
const DEFAULT_FROM = '15m';
/** Letters of the query in the title: tabs and bookmarks show only the beginning. */
const MAX_TITLE_LETTERS = 80;
/** Time after the record that a link to it shows, ms, so that it is near the top of the list. */
const AFTER_MS = 1_000;
const BEFORE_MS = 15 * 60_000;

/** Reads the part of a URL that begins with its question mark; missing and unknown parameters get their defaults. */
export function parseAddress(search: string): Address {
  const parameters = new URLSearchParams(search);
  const view = VIEW_NAMES.find((each) => each === parameters.get('view'));
  const to = parameters.get('to') ?? '';
  const written = parameters.get('q') ?? '';
  // The landing page has no query. People write addresses with nothing but a query, and mean the records.
  const shown = view ?? (written.trim() === '' ? 'overview' : 'logs');
  return {
    view: shown,
    q: VIEWS[shown].takesQuery ? written : '',
    from: parameters.get('from') ?? (to === '' ? DEFAULT_FROM : ''),
    to,
    record: parameters.get('record') ?? '',
    live: parameters.get('live') === '1' && to === '',
  };
}

/** The `view` parameter of a URL, from its question mark on, if the page has no such view. */
export function unknownViewIn(search: string): string | undefined {
  const asked = new URLSearchParams(search).get('view') ?? '';
  return asked === '' || VIEW_NAMES.some((view) => view === asked) ? undefined : asked;
}

/** The shortest URL that `parseAddress` reads back; `/` for the landing page. */
export function formatAddress({ view, q, from, to, record, live }: Address): string {
  const parameters = new URLSearchParams();
  if (view !== 'overview') parameters.set('view', view);
  if (q !== '' && VIEWS[view].takesQuery) parameters.set('q', q);
  if (from !== (to === '' ? DEFAULT_FROM : '')) parameters.set('from', from);
  if (to !== '') parameters.set('to', to);
  if (record !== '') parameters.set('record', record);
  if (live && to === '') parameters.set('live', '1');
  // Characters that need no escaping in a query string stay readable.
  const text = parameters.toString().replace(/%(?:3A|2C|2F|28|29|40|3E|3D)/g, decodeURIComponent);
  return text === '' ? '/' : `/?${text}`;
}

/** The address after live mode is switched on or off; live mode needs a range that ends now. */
export function toggleLive({ live, to, from }: Address): Partial<Address> {
  if (live) return { live: false };
  return { view: 'logs', live: true, record: '', to: '', from: to === '' ? from : DEFAULT_FROM };
}

/** Title of the page: the query first, because that is where two tabs differ. Not every view has a query. */
export function pageTitle({ view, q }: Address): string {
  const query = VIEWS[view].takesQuery ? visibleText(q.trim()).replaceAll(/\s+/g, ' ') : '';
  return [shortened(query, MAX_TITLE_LETTERS), VIEWS[view].name, 'Logwarren'].filter((part) => part !== '').join(' · ');
}

/** An address of a record that still works tomorrow: the same query, with a fixed time range. */
export function recordPlace(record: Pick<RecordJson, 'id' | 'timestamp'>, address: Address): Address {
  const ms = Date.parse(record.timestamp);
  const iso = (time: number) => new Date(time).toISOString();
  return { ...address, view: 'logs', from: iso(ms - BEFORE_MS), to: iso(ms + AFTER_MS), record: record.id };
}

/** The same as a link. */
export function recordLink(record: RecordJson, address: Address): string {
  return formatAddress(recordPlace(record, address));
}
