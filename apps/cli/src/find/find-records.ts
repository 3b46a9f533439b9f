import type { ContextJson, PageJson, RecordJson } from '@logwarren/api';
import { type ApiClient, createCursorCheck, queryOf } from '../api/api-client.ts';
import type { AroundOptions } from '../options/around-options.ts';
import type { FilterParameters } from '../options/filter-options.ts';

/** Most records that one answer has. */
const PAGE = 1_000;

/** The filter of a search, and its limits. */
export interface FindOptions {
  api: ApiClient;
  filter: FilterParameters;
  order: 'asc' | 'desc';
  /** Most records. */
  limit: number;
  /** Called when the service ran out of time and is asked to continue. */
  onContinue: (progress: { found: number; searchedTo: string | undefined }) => void;
  /** Called with a sentence on how the service read an ambiguous query; every page repeats it. */
  onNote: (sentence: string) => void;
}

/**
 * Finds records, page by page. A search that takes the service too long continues where it stopped.
 *
 * @returns pages in the order asked for; the generator returns true when there are more records than the limit
 * @throws ApiError
 */
export async function* findRecords(options: FindOptions): AsyncGenerator<RecordJson[], boolean, void> {
  const { api, filter, limit, onContinue, onNote, order } = options;
  let found = 0;
  let cursor: string | undefined;
  const checked = createCursorCheck();
  while (found < limit) {
    const query = queryOf({ ...filter, order, limit: Math.min(PAGE, limit - found), cursor });
    const page = await api.get<PageJson>(`/logs${query}`, 'records');
    found += page.records.length;
    for (const note of page.notes ?? []) onNote(note);
    if (page.records.length > 0) yield page.records;
    if (page.next === null) return false;
    cursor = checked(page.next);
    if (!page.complete && found < limit) onContinue({ found, searchedTo: page.searchedTo });
  }
  return cursor !== undefined;
}

/**
 * Finds a record and the records around it.
 *
 * @param id of the record
 * @throws ApiError
 */
export async function findAround(api: ApiClient, id: string, around: AroundOptions): Promise<ContextJson> {
  const { before, after, of } = around;
  const path = `/logs/${encodeURIComponent(id)}/context${queryOf({ before, after, of })}`;
  return await api.get<ContextJson>(path, 'record', 'before', 'after');
}
