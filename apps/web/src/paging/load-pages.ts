import type { PageJson } from '@logwarren/api';
import { AnswerError } from '../api/answer-error.ts';
import { getJson } from '../api/request.ts';
import { pathAt } from '../api/use-moment.ts';
import { addNewer, pagesAround } from './pages-around.ts';
import { addPage, indexOfRecord, type RecordPages } from './record-pages.ts';
import { pagePath } from './use-read-around.ts';

/** Small, so that the reader has something to read at once. */
const FIRST_LIMIT = 100;
const LIMIT = 500;

/** A search and how to request its pages. */
export interface PageRequest {
  /** `/logs` with its filter, without limit and cursor. */
  path: string;
  /** Set to '' when the server no longer keeps this moment. */
  moment: { current: string };
  signal: AbortSignal;
}

/** Shows the records found so far, and whether the search goes on. */
type Show = (pages: RecordPages, goesOn: boolean) => void;

const ADD = { next: addPage, newer: addNewer } as const;

/**
 * Loads the page after the list (`next`), or the page before a list that begins in the middle of its records (`newer`). The
 * server answers within its time budget, whatever it has found; if it has found little and the search is unfinished, this
 * goes on.
 */
export async function loadOn(
  end: 'next' | 'newer',
  request: PageRequest,
  before: RecordPages,
  show: Show,
): Promise<void> {
  for (let pages = before; ; ) {
    const limit = pages.count === 0 ? FIRST_LIMIT : LIMIT;
    const page = await getPage(request, pagePath(request.path, limit, pages[end]));
    pages = ADD[end](pages, page);
    const goesOn = !page.complete && pages[end] !== null && pages.count - before.count < FIRST_LIMIT;
    show(pages, goesOn);
    if (!goesOn) return;
  }
}

/**
 * Loads the place of a record in the search.
 *
 * @returns undefined when the record does not match, or is not stored
 */
export async function loadAround(request: PageRequest, id: string): Promise<RecordPages | undefined> {
  try {
    const path = `${pagePath(request.path, FIRST_LIMIT, null)}&${new URLSearchParams({ around: id })}`;
    const pages = pagesAround(await getPage(request, path));
    return indexOfRecord(pages, id) === -1 ? undefined : pages;
  } catch (error) {
    // An address may name anything; the search reports other faults in it.
    if (error instanceof AnswerError && (error.trouble === 'not-found' || error.trouble === 'wrong-query')) return;
    throw error;
  }
}

/** Continues without the moment when the server no longer keeps it: the cursor neither repeats nor skips. */
async function getPage({ moment, signal }: PageRequest, path: string): Promise<PageJson> {
  try {
    return await getJson<PageJson>(pathAt(path, moment.current), signal);
  } catch (error) {
    if (!(error instanceof AnswerError) || error.trouble !== 'expired') throw error;
    moment.current = '';
    return await getJson<PageJson>(path, signal);
  }
}
