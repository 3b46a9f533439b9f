import { useCallback, useEffect, useRef, useState } from 'react';
import type { LogPage } from '../api/log-record.ts';
import { AnswerError, getJson } from '../api/request.ts';
import { pathAt } from '../api/use-moment.ts';
import { addPage, type ListEntry, NO_PAGES, prependRecords, type RecordPages } from './record-pages.ts';
import { pagePath, useReadAround } from './use-read-around.ts';

/** A search whose pages are loaded as the reader gets to them. */
export interface LogSearch {
  /** Pages of the last search that had an answer; the list stays until there is another one. */
  pages: RecordPages;
  /** The search that `pages` belongs to. */
  path: string | undefined;
  loading: boolean;
  error: AnswerError | undefined;
  /** Rises whenever `pages` begins anew. */
  generation: number;
  /** Puts new records before the first one. */
  prepend: (records: readonly ListEntry[]) => void;
  /** Loads the page after these, unless one is on its way or the reader has stopped the search. */
  loadMore: () => void;
  /** Lets go of records far from what is in sight, and loads again what was let go and is near. */
  readAround: (inSight: { first: number; last: number }, openIndex: number) => void;
  /** Goes on with a search that was stopped. */
  goOn: () => void;
  /** Ends the search that is under way; what was found stays. */
  stop: () => void;
}

/** Small, so that there is something to read at once. */
const FIRST_LIMIT = 100;
const LIMIT = 500;

interface State {
  pages: RecordPages;
  generation: number;
  path: string | undefined;
  loading: boolean;
  error: AnswerError | undefined;
}

/**
 * Searches records, newest first.
 *
 * @param path `/logs` with its filter, without limit and cursor; undefined searches nothing
 * @param run a new number searches again
 * @param asOf moment that is searched as of; undefined until it is known, and nothing is searched until then
 */
export function useLogPages(path: string | undefined, run: number, asOf: string | undefined): LogSearch {
  const [state, setState] = useState<State>({
    ...{ pages: NO_PAGES, generation: 0, path: undefined, loading: true, error: undefined },
  });
  const request = useRef<AbortController>(undefined);
  /** By the reader. No state: an effect of the render before may ask for more after the click. */
  const isStopped = useRef(false);
  const moment = useRef('');

  // What was wrong stays on the page until an attempt succeeds, or something else is asked for.
  const load = useCallback(async (path: string, pages: RecordPages, isRetry = false): Promise<void> => {
    request.current?.abort();
    const controller = new AbortController();
    request.current = controller;
    isStopped.current = false;
    setState((before) => ({ ...before, loading: true, error: isRetry ? before.error : undefined }));
    try {
      await loadUntilThereIsSomething({ path, moment }, pages, controller.signal, (found, goesOn) =>
        setState(({ generation }) => ({
          ...{ pages: found, path, loading: goesOn, error: undefined },
          generation: pages.count === 0 ? generation + 1 : generation,
        })),
      );
    } catch (error) {
      if (controller.signal.aborted) return;
      const known = error instanceof AnswerError ? error : new AnswerError('failed', String(error));
      setState((before) => ({ ...before, loading: false, error: known }));
    } finally {
      if (request.current === controller) request.current = undefined;
    }
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `run` is there to search again
  useEffect(() => {
    if (path === undefined) return;
    setState((before) => ({ ...before, loading: true }));
    if (asOf === undefined) return;
    moment.current = asOf;
    void load(path, NO_PAGES);
    return () => request.current?.abort();
  }, [path, run, asOf, load]);

  const { error } = state;
  useEffect(() => {
    if (error?.retryMs === undefined || path === undefined) return;
    const retry = () => void load(path, state.path === path ? state.pages : NO_PAGES, true);
    const timer = setTimeout(retry, error.retryMs);
    return () => clearTimeout(timer);
  }, [error, path, state.path, state.pages, load]);

  const goOn = useCallback(() => {
    if (request.current !== undefined || state.path === undefined || state.path !== path) return;
    if (state.pages.next !== null && state.error === undefined) void load(state.path, state.pages);
  }, [state, path, load]);
  const loadMore = useCallback(() => {
    if (!isStopped.current) goOn();
  }, [goOn]);
  const prepend = useCallback(
    (records: readonly ListEntry[]) =>
      setState((before) => ({ ...before, pages: prependRecords(before.pages, records) })),
    [],
  );
  const change = useCallback(
    (list: RecordPages, to: (pages: RecordPages) => RecordPages) =>
      setState((before) => {
        const pages = before.pages.pages[0] === list.pages[0] ? to(before.pages) : before.pages;
        return pages === before.pages ? before : { ...before, pages };
      }),
    [],
  );
  const readAround = useReadAround(state.path, state.pages, change);
  const stop = useCallback(() => {
    request.current?.abort();
    request.current = undefined;
    isStopped.current = true;
    setState((before) => ({ ...before, loading: false }));
  }, []);
  return { ...state, prepend, loadMore, readAround, goOn, stop };
}

/**
 * The server answers within its time budget whatever it has found; an empty part of an unfinished search is gone on
 * from.
 */
async function loadUntilThereIsSomething(
  search: { path: string; moment: { current: string } },
  before: RecordPages,
  signal: AbortSignal,
  show: (pages: RecordPages, goesOn: boolean) => void,
): Promise<void> {
  for (let pages = before; ; ) {
    const limit = pages.count === 0 ? FIRST_LIMIT : LIMIT;
    const page = await getPage(search, pagePath(search.path, limit, pages.next), signal);
    pages = addPage(pages, page);
    const goesOn = !page.complete && page.next !== null && pages.count - before.count < FIRST_LIMIT;
    show(pages, goesOn);
    if (!goesOn) return;
  }
}

/** Goes on without the moment when the server does not keep it any more: the cursor neither repeats nor skips. */
async function getPage(
  { moment }: { moment: { current: string } },
  path: string,
  signal: AbortSignal,
): Promise<LogPage> {
  try {
    return await getJson<LogPage>(pathAt(path, moment.current), signal);
  } catch (error) {
    if (!(error instanceof AnswerError) || error.trouble !== 'expired') throw error;
    moment.current = '';
    return await getJson<LogPage>(path, signal);
  }
}
