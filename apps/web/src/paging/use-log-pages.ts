import { useCallback, useEffect } from 'react';
import { useRetry } from '../api/use-retry.ts';
import { indexOfRecord, type ListEntry, NO_PAGES, prependRecords, type RecordPages } from './record-pages.ts';
import { type PageRequests, type SearchState, usePageRequests } from './use-page-requests.ts';
import { useReadAround } from './use-read-around.ts';

/** A search whose pages are loaded as the reader reaches them. */
export interface LogSearch extends SearchState {
  /** Puts new records before the first one. */
  prepend: (records: readonly ListEntry[]) => void;
  /** Loads the page after these, unless one is on its way or the reader has stopped the search. */
  loadMore: () => void;
  /** Loads the page before these in the same way, if the list does not begin with the newest record. */
  loadNewer: () => void;
  /** Releases records far from those in sight, and loads released ones again when they come near. */
  readAround: (inSight: { first: number; last: number }, openIndex: number) => void;
  /** Continues a search that was stopped. */
  goOn: () => void;
  /** Stops the search under way; the records found so far stay. */
  stop: () => void;
}

/**
 * Searches records, newest first.
 *
 * @param path `/logs` with its filter, without limit and cursor; undefined searches nothing
 * @param run a new number searches again
 * @param asOf moment to search; until it is known, nothing is searched
 * @param openId the open record; '' for none. If the list lacks it, the list starts again around its place
 */
export function useLogPages(
  path: string | undefined,
  run: number,
  asOf: string | undefined,
  openId: string,
): LogSearch {
  const { state, setState, moment, begin, older, around, newer, allows, stop } = usePageRequests();
  // biome-ignore lint/correctness/useExhaustiveDependencies: `run` is there to search again; a record is opened in the list
  useEffect(() => {
    if (path === undefined) return;
    setState((before) => ({ ...before, loading: true }));
    if (asOf === undefined) return;
    moment.current = asOf;
    return begin(path, openId);
  }, [path, run, asOf, begin]);

  const { error, pages, loading, sought } = state;
  const isCurrent = path !== undefined && state.path === path && !loading && error === undefined;
  useEffect(() => {
    if (openId === '') setState((before) => (before.sought === '' ? before : { ...before, sought: '' }));
    if (!isCurrent || openId === '' || openId === sought || indexOfRecord(pages, openId) !== -1) return;
    void around(path, openId, pages);
  }, [isCurrent, path, openId, sought, pages, around, setState]);

  useRetry(error, () => {
    const goesOn = state.path === path && state.pages.next !== null;
    if (path !== undefined) void older(path, goesOn ? state.pages : NO_PAGES, true);
  });

  const goOn = useCallback(() => {
    if (allows('after a stop') && isCurrent && pages.next !== null) void older(path, pages);
  }, [allows, isCurrent, path, pages, older]);
  const loadMore = useCallback(() => {
    if (allows()) goOn();
  }, [allows, goOn]);
  const loadNewer = useCallback(() => {
    if (allows() && isCurrent && pages.newer !== null) void newer(path, pages);
  }, [allows, isCurrent, path, pages, newer]);
  return { ...state, ...usePageChanges(state, setState), loadMore, loadNewer, goOn, stop };
}

/** Changes of the list that load nothing after or before it. */
function usePageChanges(
  { path, pages }: PageRequests['state'],
  setState: PageRequests['setState'],
): Pick<LogSearch, 'prepend' | 'readAround'> {
  const prepend = useCallback(
    (records: readonly ListEntry[]) =>
      // A list that does not begin with the newest record would get a gap.
      setState((before) =>
        before.pages.newer === null ? { ...before, pages: prependRecords(before.pages, records) } : before,
      ),
    [setState],
  );
  const change = useCallback(
    (list: RecordPages, to: (pages: RecordPages) => RecordPages) =>
      setState((before) => {
        const changed = before.pages.pages[0] === list.pages[0] ? to(before.pages) : before.pages;
        return changed === before.pages ? before : { ...before, pages: changed };
      }),
    [setState],
  );
  return { prepend, readAround: useReadAround(path, pages, change) };
}
