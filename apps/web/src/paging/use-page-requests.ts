import { type Dispatch, type RefObject, type SetStateAction, useCallback, useMemo, useRef, useState } from 'react';
import { type AnswerError, asAnswerError } from '../api/answer-error.ts';
import { asOfMsOf } from '../api/use-moment.ts';
import { loadAround, loadOn, type PageRequest } from './load-pages.ts';
import { NO_PAGES, type RecordPages } from './record-pages.ts';

/** The records of a search and the state of its requests. */
export interface SearchState {
  /** Pages of the last search that was answered; they stay until another one is answered. */
  pages: RecordPages;
  /** The search that `pages` belongs to. */
  path: string | undefined;
  /** The moment of the newest of `pages`, ms; undefined before the first answer. */
  asOfMs: number | undefined;
  loading: boolean;
  error: AnswerError | undefined;
  /** Rises whenever `pages` starts again. */
  generation: number;
  /** Records loaded before the first one so far, in all lists: the list has moved down by as many rows. */
  rowsAbove: number;
  /** The last record whose place was looked for: if it is not in the list, it does not match or is not stored. */
  sought: string;
}

type SetState = Dispatch<SetStateAction<SearchState>>;

const NOTHING: SearchState = {
  pages: NO_PAGES,
  generation: 0,
  path: undefined,
  asOfMs: undefined,
  loading: true,
  error: undefined,
  rowsAbove: 0,
  sought: '',
};

/** Requests for pages of one search, one at a time, and their results. */
export interface PageRequests {
  state: SearchState;
  setState: SetState;
  /** The moment to ask for; '' for the newest. */
  moment: RefObject<string>;
  /** Searches from the newest record, or around the open one; the function that it returns cancels the search. */
  begin: (path: string, openId: string) => () => void;
  /** Loads the records after a list; with `isRetry`, the error stays on the page meanwhile. */
  older: (path: string, list: RecordPages, isRetry?: boolean) => Promise<void>;
  /** Starts a list again around a record; if the record has no place in the search, the list stays. */
  around: (path: string, id: string, list: RecordPages) => Promise<void>;
  /** Loads the records before a list. */
  newer: (path: string, list: RecordPages) => Promise<void>;
  /** Whether another page may be requested: no request is under way, and the reader has not stopped the search. */
  allows: (evenStopped?: 'after a stop') => boolean;
  /** Cancels the request under way; the records found so far stay. */
  stop: () => void;
}

/** Requests pages and keeps the answers. */
export function usePageRequests(): PageRequests {
  const [state, setState] = useState(NOTHING);
  const moment = useRef('');
  const { load, giveUp, allows, stop } = useOneRequest(moment, setState);
  const { older, around, newer } = useMemo(
    (): Pick<PageRequests, 'older' | 'around' | 'newer'> => ({
      older: (path, list, isRetry) => load(path, (asked) => showOlder(asked, list, setState), isRetry),
      around: (path, id, list) => load(path, (asked) => showAround(asked, id, list, setState)),
      newer: (path, list) => load(path, (asked) => showNewer(asked, list, setState)),
    }),
    [load],
  );
  const begin = useCallback<PageRequests['begin']>(
    (path, openId) => {
      void (openId === '' ? older(path, NO_PAGES) : around(path, openId, NO_PAGES));
      return giveUp;
    },
    [older, around, giveUp],
  );
  return { state, setState, moment, begin, older, around, newer, allows, stop };
}

/** One request at a time: a new one cancels the one before. */
function useOneRequest(moment: RefObject<string>, setState: SetState) {
  const request = useRef<AbortController>(undefined);
  /** Stopped by the reader. This is not state: an effect of the previous render may ask for more after the click. */
  const isStopped = useRef(false);
  // An error stays on the page until an attempt succeeds or something else is requested.
  const load = useCallback(
    async (path: string, work: (request: PageRequest) => Promise<void>, isRetry = false) => {
      request.current?.abort();
      const controller = new AbortController();
      request.current = controller;
      isStopped.current = false;
      setState((before) => ({ ...before, loading: true, error: isRetry ? before.error : undefined }));
      try {
        await work({ path, moment, signal: controller.signal });
      } catch (error) {
        if (controller.signal.aborted) return;
        setState((before) => ({ ...before, loading: false, error: asAnswerError(error) }));
      } finally {
        if (request.current === controller) request.current = undefined;
      }
    },
    [moment, setState],
  );
  const giveUp = useCallback(() => request.current?.abort(), []);
  const allows = useCallback<PageRequests['allows']>(
    (evenStopped) => request.current === undefined && (evenStopped !== undefined || !isStopped.current),
    [],
  );
  const stop = useCallback(() => {
    request.current?.abort();
    request.current = undefined;
    isStopped.current = true;
    setState((before) => ({ ...before, loading: false }));
  }, [setState]);
  return { load, giveUp, allows, stop };
}

async function showOlder(asked: PageRequest, list: RecordPages, setState: SetState): Promise<void> {
  const asOfMs = asOfMsOf(asked.moment.current);
  await loadOn('next', asked, list, (pages, loading) =>
    setState((before) => ({
      ...before,
      pages,
      loading,
      path: asked.path,
      error: undefined,
      ...(list.count === 0 ? { asOfMs, generation: before.generation + 1 } : {}),
    })),
  );
}

async function showAround(asked: PageRequest, id: string, list: RecordPages, setState: SetState): Promise<void> {
  const asOfMs = asOfMsOf(asked.moment.current);
  const pages = await loadAround(asked, id);
  setState((before) => ({ ...before, sought: id }));
  if (pages === undefined && list.count === 0) return await showOlder(asked, list, setState);
  setState((before) => ({
    ...before,
    loading: false,
    path: asked.path,
    error: undefined,
    ...(pages === undefined ? {} : { pages, asOfMs, generation: before.generation + 1 }),
  }));
}

async function showNewer(asked: PageRequest, list: RecordPages, setState: SetState): Promise<void> {
  await loadOn('newer', asked, list, (pages, loading) =>
    setState((before) => ({
      ...before,
      pages,
      loading,
      rowsAbove: before.rowsAbove + pages.count - before.pages.count,
    })),
  );
}
