import { type ListEntry, type Page, pageOf, type RecordPages, withoutLive, withStarts } from './record-pages.ts';

/** Pages that are kept, including those in sight; about 10,000 records. */
const KEPT_PAGES = 20;

/**
 * The list without the records of pages that are far from the reader; pages that cannot be loaded again stay.
 *
 * @param inSight indexes of the first and the last record in sight
 * @param openIndex of the open record, which stays
 */
export function letGo(list: RecordPages, inSight: { first: number; last: number }, openIndex: number): RecordPages {
  const isFree = ({ cursor, records }: Page) => cursor !== undefined && records !== undefined;
  const free = list.pages.filter(isFree).length;
  if (free <= 2 * KEPT_PAGES) return list;
  const near = pageOf(list, Math.floor((inSight.first + inSight.last) / 2));
  const open = openIndex === -1 ? -1 : pageOf(list, openIndex);
  const pages = list.pages.map((page, position) =>
    isFree(page) && position !== open && Math.abs(position - near) > KEPT_PAGES / 2
      ? { ...page, records: undefined }
      : page,
  );
  return { ...list, pages };
}

/** The first page between two indexes whose records were released. */
export function missingPage(list: RecordPages, first: number, last: number): Page | undefined {
  if (list.count === 0) return undefined;
  const from = pageOf(list, Math.max(0, first));
  const to = pageOf(list, Math.min(last, list.count - 1));
  return list.pages.slice(from, to + 1).find(({ records }) => records === undefined);
}

/** The list with the records of a released page; if records arrived or expired since then, the pages after it move. */
export function putBack(list: RecordPages, cursor: string, loaded: ListEntry[]): RecordPages {
  const records = withoutLive(list, loaded);
  const pages = list.pages.map((page) =>
    page.cursor === cursor ? { ...page, records, count: records.length, loaded: loaded.length } : page,
  );
  return withStarts({ ...list, pages });
}
