import type { PageJson } from '@logwarren/api';
import {
  addPage,
  checkCircle,
  NO_PAGES,
  type Page,
  positionOf,
  type RecordPages,
  withoutLive,
  withStarts,
} from './record-pages.ts';

/** A list that begins in the middle of its records, around one far from the newest, and grows at both ends. */

/** The list that begins with the page around a record. */
export function pagesAround(page: PageJson): RecordPages {
  return { ...addPage(NO_PAGES, page), newer: page.previous ?? null };
}

/**
 * The list with the page before its first record, which was requested with its `newer`.
 *
 * @throws AnswerError when that page would begin where a page of the list begins
 */
export function addNewer(list: RecordPages, { records: loaded, next }: PageJson): RecordPages {
  const { newer } = list;
  checkCircle(list.pages, newer, next);
  const records = withoutLive(list, loaded.toReversed());
  if (records.length === 0) return { ...list, newer: next };
  const page: Page = {
    start: 0,
    count: records.length,
    loaded: loaded.length,
    records,
    last: positionOf(loaded.at(-1)),
    cursor: newer ?? undefined,
    isUpward: true,
  };
  return withStarts({ ...list, pages: [page, ...list.pages], newer: next });
}
